import type { DecoderInput } from './decoder-input.ts'

const MOST_BYTES = 3_000

/** The call as code that can be pasted into a test. */
export function asCode({ body, contentType, typeHint, hints, what }: DecoderInput): string {
  const bytes =
    body.length > MOST_BYTES
      ? `/* ${body.length} bytes, ${what}: draw it by seed and path */`
      : `Buffer.from(${literal(body)})`
  const type = contentType === undefined ? 'undefined' : JSON.stringify(contentType)
  const known = hints === undefined ? '' : `, hints: ${JSON.stringify(hints)}`
  return `decodeMessage(${bytes}, { contentType: ${type}, typeHint: ${JSON.stringify(typeHint)}${known} })`
}

/** As text where that gives the same bytes again. */
function literal(body: Buffer): string {
  const text = body.toString('utf8')
  return Buffer.from(text).equals(body)
    ? JSON.stringify(text)
    : `'${body.toString('base64')}', 'base64'`
}
