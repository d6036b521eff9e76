import { ReceiverError } from '../errors.ts'
import { decodeText } from './charset.ts'
import { contentTypeParameter, readContentType } from './content-type.ts'

/** The part of a body that holds the message, and its own Content-Type. */
export interface InnerBody {
  readonly body: Buffer
  readonly contentType: string | undefined
}

const MAX_PARTS = 100
const MAX_HEADER_BYTES = 16 * 1024
/** RFC 2046 section 5.1.1. A search for a longer one could compare it in full at each byte of the body. */
const MAX_BOUNDARY_CHARACTERS = 70
const BLANK_LINE = Buffer.from('\r\n\r\n')

/**
 * The root part of a multipart body (RFC 2387): the one that `start` names, else the first. The other
 * parts are attachments.
 * @throws ReceiverError `multipart_malformed`
 */
export function rootPart(body: Buffer, contentType: string): InnerBody {
  const boundary = contentTypeParameter(contentType, 'boundary')
  const start = contentTypeParameter(contentType, 'start')
  if (boundary === null || boundary === '') throw malformed()
  if (boundary.length > MAX_BOUNDARY_CHARACTERS) throw malformed()
  const parts = partsOf(body, Buffer.from(`--${boundary}`))
  const root =
    (start === null ? undefined : parts.find((part) => part.headers.get('content-id') === start)) ??
    parts[0]
  if (root === undefined) throw malformed()
  const type = root.headers.get('content-type')
  return { body: decodedPart(root), contentType: type }
}

/**
 * The one field of a form that holds XML or JSON.
 * @throws ReceiverError `form_malformed`
 */
export function formField(body: Buffer, contentType: string): InnerBody {
  const { charset } = readContentType(contentType)
  const fields = [...new URLSearchParams(decodeText(body, charset))]
  const [only, ...others] = fields.filter(([, value]) => /^\s*[<{[]/.test(value))
  if (only === undefined || others.length > 0) {
    throw new ReceiverError(
      'form_malformed',
      'Expected a form with one field of XML or JSON, got none or several; send the message as the body',
    )
  }
  return { body: Buffer.from(withoutEncoding(only[1])), contentType: undefined }
}

/** The text is decoded already; its XML declaration may still name another encoding. */
function withoutEncoding(text: string): string {
  return text.trimStart().replace(/^(<\?xml\s[^>]*?)\sencoding\s*=\s*(?:"[^"]*"|'[^']*')/, '$1')
}

interface Part {
  readonly headers: ReadonlyMap<string, string>
  readonly content: Buffer
}

function partsOf(body: Buffer, delimiter: Buffer): Part[] {
  const parts: Part[] = []
  let at = nextDelimiter(body, delimiter, 0)
  while (at !== -1 && parts.length < MAX_PARTS) {
    const start = body.indexOf('\n', at)
    const isLast = body.subarray(at + delimiter.length, at + delimiter.length + 2).equals(LAST)
    if (isLast || start === -1) break
    const next = nextDelimiter(body, delimiter, start)
    parts.push(partIn(body.subarray(start + 1, next === -1 ? body.length : endBefore(body, next))))
    at = next
  }
  return parts
}

const LAST = Buffer.from('--')
const LINE_FEED = Buffer.from('\n')

/** A delimiter begins a line. */
function nextDelimiter(body: Buffer, delimiter: Buffer, from: number): number {
  if (from === 0 && body.subarray(0, delimiter.length).equals(delimiter)) return 0
  const lineBreak = body.indexOf(Buffer.concat([LINE_FEED, delimiter]), from)
  return lineBreak === -1 ? -1 : lineBreak + LINE_FEED.length
}

/** The line break before a delimiter belongs to it (RFC 2046 section 5.1.1). */
function endBefore(body: Buffer, delimiter: number): number {
  return body[delimiter - 2] === 0x0d ? delimiter - 2 : delimiter - 1
}

function partIn(bytes: Buffer): Part {
  const [end, length] = endOfHeaders(bytes)
  const headers = new Map<string, string>()
  for (const line of bytes
    .toString('latin1', 0, end)
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0)
      headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return { headers, content: bytes.subarray(end + length) }
}

/** Position and length of the blank line after the headers. Some senders end lines with LF alone. */
function endOfHeaders(bytes: Buffer): [number, number] {
  const head = bytes.subarray(0, MAX_HEADER_BYTES)
  if (head[0] === 0x0a) return [0, 1]
  if (head[0] === 0x0d && head[1] === 0x0a) return [0, 2]
  const wide = head.indexOf(BLANK_LINE)
  const narrow = head.indexOf('\n\n')
  if (wide === -1 && narrow === -1) throw malformed()
  return wide === -1 || (narrow !== -1 && narrow < wide) ? [narrow, 2] : [wide, BLANK_LINE.length]
}

function decodedPart({ headers, content }: Part): Buffer {
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? 'binary'
  if (encoding === 'base64') return Buffer.from(content.toString('latin1'), 'base64')
  return encoding === 'quoted-printable' ? fromQuotedPrintable(content) : content
}

/** RFC 2045 section 6.7 */
function fromQuotedPrintable(content: Buffer): Buffer {
  const text = content
    .toString('latin1')
    .replace(/=[ \t]*\r?\n/g, '')
    .replace(/=([0-9a-fA-F]{2})/g, (_match, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
  return Buffer.from(text, 'latin1')
}

function malformed(): ReceiverError {
  return new ReceiverError(
    'multipart_malformed',
    'Expected a multipart body with the boundary that its Content-Type names, got another one; send the message as the body',
  )
}
