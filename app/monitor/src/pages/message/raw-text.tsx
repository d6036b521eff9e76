import type { ReactNode } from 'react'
import { ScrollRegion } from '../../parts/scroll-region.tsx'
import { useTexts } from '../../text/use-texts.ts'
import { namesIn } from './names-in-body.ts'
import type { PrettyBody } from './pretty-body.ts'

/** A formatted body with highlighted names. */
export function RawText({ body }: { readonly body: PrettyBody }) {
  const { t } = useTexts()
  return (
    <ScrollRegion className="raw-body" label={t.message.payload}>
      <pre>{coloured(body)}</pre>
    </ScrollRegion>
  )
}

function coloured(body: PrettyBody): ReactNode {
  const { language, text } = body
  const names = namesIn(body)
  if (names.length === 0) return text
  const parts: ReactNode[] = []
  let behind = 0
  for (const { start, end } of names) {
    parts.push(
      text.slice(behind, start),
      <span key={start} className={language === 'xml' ? 'raw-tag' : 'raw-name'}>
        {text.slice(start, end)}
      </span>,
    )
    behind = end
  }
  parts.push(text.slice(behind))
  return parts
}
