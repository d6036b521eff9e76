import { endOfString } from './json-string.ts'
import type { PrettyBody } from './pretty-body.ts'

/** Places of a text; `end` is the place behind the last character. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** Each name becomes an element of the page: more of them would make it slow. */
const MAX_NAMES = 5_000

/** The tags of XML and the names of JSON, in their order; only the first ones of many. */
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

/** In a text that is laid out, the colon follows the name at once. */
function nextName(text: string, at: number): Range | null {
  for (let from = at; ; ) {
    const start = text.indexOf('"', from)
    if (start === -1) return null
    const end = endOfString(text, start)
    if (text[end] === ':') return { start, end }
    from = end
  }
}
