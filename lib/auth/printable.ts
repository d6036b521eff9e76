/** A name from a caller, truncated and in quotes, for a message. */
export function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 200))
}

/** A text of a token for storage and display: truncated, well-formed, and no mail address. */
export function printable(text: string, maxCharacters: number): string {
  return text.includes('@')
    ? '(hidden: it looks like a mail address)'
    : text.slice(0, maxCharacters).replaceAll('\u0000', '\uFFFD').toWellFormed()
}
