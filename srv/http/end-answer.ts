import type { Response } from 'express'

/** How much of a body that nobody wants is still taken in, and for how long (ms). */
const MAX_BYTES = 1024 * 1024
const MAX_MS = 1_000

/**
 * Ends an answer whose connection is to be cut in the middle of a body. A caller that still sends would
 * not hear it: its system throws away what it has not read yet when the connection is reset. So the rest
 * is let go for a moment before the end (RFC 9112 section 9.6).
 */
export function endAnswer(response: Response, body: string): void {
  const { req: request } = response
  const isCut = response.getHeader('Connection') === 'close' && request.headers.expect === undefined
  if (request.complete || !isCut) return void response.end(body)
  response.write(body)
  let length = 0
  const end = () => {
    clearTimeout(longest)
    request.off('data', count)
    response.end()
  }
  const count = (chunk: Buffer) => {
    length += chunk.length
    if (length > MAX_BYTES) end()
  }
  const longest = setTimeout(end, MAX_MS)
  request.on('data', count)
  request.once('end', end)
  request.once('close', end)
}
