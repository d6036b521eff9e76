import '@ui5/webcomponents-icons/dist/accept.js'
import '@ui5/webcomponents-icons/dist/copy.js'
import { Button } from '@ui5/webcomponents-react/Button'
import { useEffect, useState } from 'react'
import { useTexts } from '../text/use-texts.ts'

const SHOWN_MS = 2_000

interface Props {
  readonly text: string
  /** names the value to screen readers */
  readonly what: string
}

/** Copies a text and confirms it. */
export function CopyButton({ text, what }: Props) {
  const { t } = useTexts()
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (!copied) return
    const timer = window.setTimeout(() => setCopied(false), SHOWN_MS)
    return () => window.clearTimeout(timer)
  }, [copied])

  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }

  const label = copied ? t.common.copied : t.common.copyOf(what)
  return (
    <Button
      className="copy-button"
      design="Transparent"
      icon={copied ? 'accept' : 'copy'}
      tooltip={label}
      accessibleName={label}
      onClick={() => void copy()}
    />
  )
}
