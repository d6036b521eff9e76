import type { DomainEvent, MessageFormat } from '../event.ts'

/**
 * The text of a message with only one of its records. Everything around the records stays.
 * Null = the records do not follow each other in the text.
 */
export function cutRecord(
  text: string,
  records: readonly DomainEvent[],
  ordinal: number,
): string | null {
  let written = ''
  let at = 0
  for (const [place, { payload }] of records.entries()) {
    const start = payload === null ? -1 : text.indexOf(payload, at)
    if (payload === null || start === -1) return null
    const end = start + payload.length
    if (place === ordinal) {
      written += text.slice(at, end)
      at = end
      continue
    }
    const next = behindComma(text, end)
    written += text.slice(at, start)
    if (next === end) written = withoutComma(written)
    at = next
  }
  return written + text.slice(at)
}

/** A record on its own, if it cannot be cut out of its body. */
export function recordAlone({ payload }: DomainEvent, format: MessageFormat): string {
  const text = payload ?? ''
  return format === 'csv' ? csvOf(JSON.parse(text) as Record<string, string>) : text
}

function csvOf(fields: Readonly<Record<string, string>>): string {
  const quoted = (values: readonly string[]) =>
    values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',')
  return `${quoted(Object.keys(fields))}\r\n${quoted(Object.values(fields))}\r\n`
}

/** Position after the comma that follows; unchanged without a comma. */
function behindComma(text: string, from: number): number {
  const comma = /^\s*,\s*/.exec(text.slice(from, from + MAX_BLANKS))
  return comma === null ? from : from + comma[0].length
}

const MAX_BLANKS = 1_000

function withoutComma(text: string): string {
  return text.slice(0, -MAX_BLANKS) + text.slice(-MAX_BLANKS).replace(/\s*,\s*$/, '')
}
