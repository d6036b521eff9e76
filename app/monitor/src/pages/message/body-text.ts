/**
 * The text of a body. The encoding comes from the byte order mark, else the content type, else the
 * XML declaration, else UTF-8.
 */
export function bodyText(bytes: Uint8Array, contentType: string | null): string {
  const named =
    markedEncoding(bytes) ??
    /charset="?([\w-]+)/i.exec(contentType ?? '')?.[1] ??
    declaredEncoding(bytes) ??
    'utf-8'
  try {
    return new TextDecoder(named).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

const DECLARATION = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/
const DECLARATION_BYTES = 200

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, DECLARATION_BYTES))
  return DECLARATION.exec(start)?.[1]
}
