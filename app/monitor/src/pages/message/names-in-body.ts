import { endOfString } from './json-string.ts'
import type { PrettyBody } from './pretty-body.ts'

/** A range of a text. `end` is the index after the last character. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Each name becomes an element of the page. More of them would make it slow. */
const MAX_NAMES = 5_000

/** The XML tags and JSON names in order, up to a limit. */
export function namesIn({ language, text }: PrettyBody): Range[] {
  if (language === 'text') return []
  const next = language === 'xml' ? nextTag : nextName
  const names: Range[] = []
  for (let at = 0; names.length < MAX_NAMES; ) {
    const name = next(text, at)
    if (name === null) return names
    names.push(name)
    at = name.end
  }
  return names
}

function nextTag(text: string, at: number): Range | null {
  const start = text.indexOf('<', at)
  const last = start === -1 ? -1 : text.indexOf('>', start)
  return last === -1 ? null : { start, end: last + 1 }
}

/** In formatted text, the colon follows the name directly. */
function nextName(text: string, at: number): Range | null {
  for (let from = at; ; ) {
    const start = text.indexOf('"', from)
    if (start === -1) return null
    const end = endOfString(text, start)
    if (text[end] === ':') return { start, end }
    from = end
  }
}
