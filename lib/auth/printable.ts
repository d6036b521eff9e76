/** A name that a caller sent, as a sentence may hold it: cut, and in quotes. */
export function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 200))
}

/**
 * What a token says, as it may be shown and kept: cut, and without what is no text. An address is
 * somebody's, wherever it stands.
 */
export function shownText(text: string, maxCharacters: number): string {
  return text.includes('@')
    ? '(hidden: it looks like a mail address)'
    : text.slice(0, maxCharacters).replaceAll('\u0000', '\uFFFD').toWellFormed()
}
