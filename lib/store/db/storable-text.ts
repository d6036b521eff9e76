/** Limit of filter columns; the body keeps the whole text. */
const MAX_LENGTH = 512

/**
 * Truncates a text and replaces NUL and lone surrogates, which PostgreSQL cannot store. One sender's value
 * must not fail the commit of other messages.
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
