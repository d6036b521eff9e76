import type { ReactNode } from 'react'
import { ScrollRegion } from '../../parts/scroll-region.tsx'
import { useTexts } from '../../text/use-texts.ts'
import type { PrettyBody } from './pretty-body.ts'

/** Colouring more than this would make too many elements. */
const MAX_COLOURED = 200_000
const XML_TOKEN = /<[^>]*>/g
const JSON_NAME = /"(?:[^"\\]|\\.)*"(?=\s*:)/g

/** A laid out body, its names set off from its values. */
export function RawText({ body }: { readonly body: PrettyBody }) {
  const { t } = useTexts()
  return (
    <ScrollRegion className="raw-body" label={t.message.payload}>
      <pre>{coloured(body)}</pre>
    </ScrollRegion>
  )
}

function coloured({ language, text }: PrettyBody): ReactNode {
  if (language === 'text' || text.length > MAX_COLOURED) return text
  const pattern = language === 'xml' ? XML_TOKEN : JSON_NAME
  const parts: ReactNode[] = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index))
    end = match.index + match[0].length
    parts.push(
      <span key={match.index} className={language === 'xml' ? 'raw-tag' : 'raw-name'}>
        {match[0]}
      </span>,
    )
  }
  parts.push(text.slice(end))
  return parts
}
