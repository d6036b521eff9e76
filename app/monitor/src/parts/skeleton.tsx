import { useEffect, useState } from 'react'
import { useTexts } from '../text/use-texts.ts'
import './skeleton.css'

/** What comes sooner needs no sign that it is coming. */
const DELAY_MS = 200

/** Lines that stand in for what is loaded, for all that takes long enough to be noticed. */
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
