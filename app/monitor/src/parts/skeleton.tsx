import { useEffect, useState } from 'react'
import { useTexts } from '../text/use-texts.ts'
import './skeleton.css'

/** Faster content needs no skeleton. */
const DELAY_MS = 200

/** Placeholder lines for content that takes noticeably long. */
export function Skeleton({ lines = 4 }: { readonly lines?: number }) {
  const { t } = useTexts()
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = window.setTimeout(() => setLate(true), DELAY_MS)
    return () => window.clearTimeout(timer)
  }, [])
  if (!late) return <div className="skeleton" />
  return (
    <div className="skeleton" role="status" aria-label={t.common.loading}>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => (
        <div key={key} className="skeleton-line" />
      ))}
    </div>
  )
}
