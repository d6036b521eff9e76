const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

// XML 1.0 section 2.2: these characters cannot be written, not even as references
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** A text as content of an element or attribute; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, '\u{fffd}')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}
