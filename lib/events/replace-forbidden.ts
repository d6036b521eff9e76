// XML 1.0 section 2.2: these characters cannot stand in a document, not even as references.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the regex finds them
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
/**
 * CDATA holds no references: it is matched as a whole and stays. One that never ends is matched as well:
 * the search for its end would start again at each further beginning.
 */
const CDATA_OR_REFERENCE =
  /<!\[CDATA\[[\s\S]*?(?:\]\]>|$)|&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));/g
const REPLACEMENT = '\u{fffd}'

/** Replaces every character that XML forbids by U+FFFD. JAXB writes such characters. */
export function replaceForbidden(source: string): string {
  return source
    .toWellFormed()
    .replace(FORBIDDEN, REPLACEMENT)
    .replace(CDATA_OR_REFERENCE, (match, hex?: string, decimal?: string) => {
      if (hex === undefined && decimal === undefined) return match
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return isAllowed(code) ? match : REPLACEMENT
    })
}

function isAllowed(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  )
}
