import type { CallAnswer } from './destination.ts'

/** An answer of its parts; a test makes one of a status and a body. */
export function answerOf(status: number, headers: Headers, body: Uint8Array): CallAnswer {
  const text = () => new TextDecoder().decode(body)
  return {
    status,
    ok: status >= 200 && status < 300,
    headers,
    text,
    json: () => (body.byteLength === 0 ? undefined : JSON.parse(text())),
    bytes: () => body,
  }
}
