import { authorizationOf, type TokenChoice, type Tokens } from './senders.ts'

export type Header = readonly [name: string, value: string]

/** Ways to mark the end of a body. The first three are valid. */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length' }
  | { readonly kind: 'chunks'; readonly size: number }
  | { readonly kind: 'wrong length'; readonly by: number }
  | { readonly kind: 'odd length'; readonly value: string }
  | { readonly kind: 'length and chunks' }
  | { readonly kind: 'broken chunks'; readonly text: string }

/** A request before it has its token and its bytes. */
export interface WireRequest {
  /** method and route, for the report */
  readonly what: string
  readonly method: string
  /** `{known}` stands for the id of a message that was stored */
  readonly target: string
  readonly version: '1.0' | '1.1'
  readonly headers: readonly Header[]
  readonly token: TokenChoice
  readonly body: Buffer
  readonly framing: Framing
  /** the body waits for 100 Continue */
  readonly expects: boolean
}

export interface Writing {
  readonly tokens: Tokens
  readonly correlationId: string
  /** id of a stored message */
  readonly known: string
}

/** Head and body as they go over the wire. */
export function writeRequest(
  request: WireRequest,
  { tokens, correlationId, known }: Writing,
): { head: Buffer; body: Buffer } {
  const { method, target, version, framing } = request
  const body = knowing(request.body, known)
  const lines = [
    `${method} ${target.replaceAll('{known}', known)} HTTP/${version}`,
    'Host: localhost',
    `X-Correlation-ID: ${correlationId}`,
    ...authorizationOf(request.token, tokens).map((value) => `Authorization: ${value}`),
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    ...(request.expects ? ['Expect: 100-continue'] : []),
    ...framingLines(framing, body),
  ]
  return { head: Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body: framed(framing, body) }
}

function framingLines(framing: Framing, body: Buffer): string[] {
  const chunked = 'Transfer-Encoding: chunked'
  switch (framing.kind) {
    case 'none':
      return []
    case 'length':
      return [`Content-Length: ${body.length}`]
    case 'wrong length':
      return [`Content-Length: ${Math.max(0, body.length + framing.by)}`]
    case 'odd length':
      return [`Content-Length: ${framing.value}`]
    case 'length and chunks':
      return [`Content-Length: ${body.length}`, chunked]
    default:
      return [chunked]
  }
}

function framed(framing: Framing, body: Buffer): Buffer {
  switch (framing.kind) {
    case 'none':
      return Buffer.alloc(0)
    case 'chunks':
      return chunked(body, framing.size)
    case 'length and chunks':
      return chunked(body, 100)
    case 'broken chunks':
      return Buffer.concat([
        chunked(body.subarray(0, 200), 50).subarray(0, -5),
        Buffer.from(framing.text),
      ])
    default:
      return body
  }
}

function chunked(body: Buffer, size: number): Buffer {
  const pieces: Buffer[] = []
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size)
    pieces.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')])
}

function knowing(body: Buffer, known: string): Buffer {
  return body.includes('{known}')
    ? Buffer.from(body.toString('latin1').replaceAll('{known}', known), 'latin1')
    : body
}
