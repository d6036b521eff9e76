import { isAscii, isUtf8 } from 'node:buffer'
import { ReceiverError } from '../errors.ts'

/** A label of the Encoding Standard, or one of our own checks. */
type Encoding = string

/** Labels that the Encoding Standard does not know, and those with checks of our own. */
const ENCODINGS = new Map<string, Encoding>([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['utf-16', 'utf-16'],
  ['utf16', 'utf-16'],
  ['us-ascii', 'us-ascii'],
  ['ascii', 'us-ascii'],
  // Read as its superset, like the Encoding Standard.
  ['iso-8859-1', 'windows-1252'],
  ['iso8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['cp1252', 'windows-1252'],
])

const XML_DECLARATION = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']/
const DECLARATION_BYTES = 200

/**
 * Turns the bytes of a body into text, without a byte order mark.
 * The encoding is that of the byte order mark, else of the Content-Type (RFC 7303 section 3), else
 * the one that the XML declaration names, else UTF-8.
 * @param charset lower-case charset parameter of the Content-Type, or null
 * @throws ReceiverError `body_encoding` for an unknown encoding and for bytes that do not fit it
 */
export function decodeText(body: Buffer, charset: string | null): string {
  const encoding = byteOrderMark(body) ?? namedEncoding(body, charset)
  try {
    return decodeAs(body, encoding)
  } catch (error) {
    // A gateway may have added its own charset to a document that names the right one.
    const declared = declaredEncoding(body)
    if (declared === null || declared === encoding) throw error
    return decodeAs(body, declared)
  }
}

function decodeAs(body: Buffer, encoding: Encoding): string {
  if (encoding === 'utf-8') return decodeUtf8(body)
  if (encoding === 'us-ascii') {
    if (!isAscii(body)) throw doesNotFit(encoding)
    return body.toString('latin1')
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body)
  } catch {
    throw doesNotFit(encoding)
  }
}

function decodeUtf8(body: Buffer): string {
  if (!isUtf8(body)) throw doesNotFit('utf-8')
  const marked = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
  return body.toString('utf8', marked ? 3 : 0)
}

function byteOrderMark(body: Buffer): Encoding | null {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8'
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le'
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be'
  return null
}

function namedEncoding(body: Buffer, charset: string | null): Encoding {
  const wide = wideByFirstCharacter(body)
  if (charset !== null) {
    const encoding = known(charset)
    // RFC 2781 section 4.3: UTF-16 without a mark is big-endian, unless the bytes show otherwise
    return encoding === 'utf-16' ? (wide ?? 'utf-16be') : encoding
  }
  if (wide !== null) return wide
  return declaredEncoding(body) ?? 'utf-8'
}

/** XML and JSON begin with an ASCII character: a zero byte beside it shows UTF-16 and its order. */
function wideByFirstCharacter(body: Buffer): 'utf-16le' | 'utf-16be' | null {
  if (body.length < 2) return null
  if (body[0] !== 0 && body[1] === 0) return 'utf-16le'
  if (body[0] === 0 && body[1] !== 0) return 'utf-16be'
  return null
}

function declaredEncoding(body: Buffer): Encoding | null {
  // '<?' and no other beginning: spares the search on every message without a declaration
  if (body[0] !== 0x3c || body[1] !== 0x3f) return null
  const start = body.toString('latin1', 0, DECLARATION_BYTES)
  const name = XML_DECLARATION.exec(start)?.[1]?.toLowerCase()
  if (name === undefined) return null
  const encoding = known(name)
  // A declaration that can be read byte by byte is not UTF-16: the text was converted on its way
  // and kept its old declaration.
  return encoding.startsWith('utf-16') ? 'utf-8' : encoding
}

function known(name: string): Encoding {
  const ours = ENCODINGS.get(name)
  if (ours !== undefined) return ours
  try {
    return new TextDecoder(name).encoding
  } catch {
    throw new ReceiverError(
      'body_encoding',
      'Expected a body in an encoding of the Encoding Standard, such as UTF-8, got another one; send UTF-8',
    )
  }
}

function doesNotFit(encoding: Encoding): ReceiverError {
  return new ReceiverError(
    'body_encoding',
    `Expected a body in ${encoding}, got bytes that are not valid in it; correct the charset of the Content-Type or the encoding of the body`,
  )
}
