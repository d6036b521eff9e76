const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s
const ESCAPES = /(?:%[0-9a-fA-F]{2})+/g

/**
 * The value that a `ce-…` header stands for (CloudEvents HTTP binding section 3.1.3.2): without quotes,
 * then percent-decoded once. Escapes that are no UTF-8 stay as they are.
 * @param header as Node reads it: one character a byte
 */
export function readHeaderValue(header: string): string {
  const text = utf8(header.trim())
  const quoted = QUOTED.exec(text)?.[1]
  const plain = quoted === undefined ? text : quoted.replaceAll(/\\(.)/gs, '$1')
  return plain.replaceAll(ESCAPES, (escapes) => {
    try {
      return decodeURIComponent(escapes)
    } catch {
      return escapes
    }
  })
}

/** Senders that do not escape write UTF-8. */
function utf8(header: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is the range of one byte
  if (/^[\x00-\x7f]*$/.test(header)) return header
  const text = Buffer.from(header, 'latin1').toString('utf8')
  return text.includes('\u{fffd}') ? header : text
}
