/** What a filter column holds at most; the whole text stands in the body and in the event's content. */
const MAX_LENGTH = 512

/**
 * PostgreSQL's text holds neither NUL nor half a surrogate pair, and an index row has an end: a value
 * that a sender made up must never fail the commit of its neighbours.
 */
export function storableText(text: string, maxLength = MAX_LENGTH): string {
  const cut = text.length > maxLength ? text.slice(0, maxLength) : text
  return cut.includes('\u0000')
    ? cut.replaceAll('\u0000', '\uFFFD').toWellFormed()
    : cut.toWellFormed()
}

export function storableTextOrNull(text: string | null): string | null {
  return text === null ? null : storableText(text)
}
