const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// XML 1.0 section 2.2: these characters cannot be written, not even as references
// biome-ignore lint/suspicious/noControlCharactersInRegex: the regex finds them
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Escapes a text for an element or attribute; characters that XML forbids become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, '\u{fffd}')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}
