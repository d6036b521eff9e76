import express, { type Request, type Response } from 'express'
import type { BodyRoom } from '../http/body-budget.ts'
import { RequestRefusal } from './request-refusal.ts'

const LIMIT_BYTES = 1024 * 1024

/**
 * Reads a JSON body. An empty body counts as an empty object.
 * @param limitBytes after decompression
 * @throws RequestRefusal
 */
export async function readJson(
  request: Request,
  response: Response,
  limitBytes = LIMIT_BYTES,
): Promise<unknown> {
  const hasBody =
    Number(request.headers['content-length'] ?? 0) > 0 || 'transfer-encoding' in request.headers
  if (!hasBody) return {}
  if (!request.is('application/json')) {
    throw new RequestRefusal(
      415,
      'content_type',
      'expected a body of Content-Type application/json, got another one: set the header',
    )
  }
  const parse = express.json({ limit: limitBytes, strict: true, type: () => true })
  await new Promise<void>((resolve, reject) => {
    parse(request, response, (error?: unknown) =>
      error ? reject(refusalOf(error, limitBytes)) : resolve(),
    )
  })
  return request.body ?? {}
}

/** The parser's messages quote the body, which may contain personal data. */
function refusalOf(error: unknown, limitBytes: number): unknown {
  const { status } = error as { status?: unknown }
  if (status === 413) {
    return new RequestRefusal(
      413,
      'body_too_large',
      `expected a request of at most ${limitBytes} bytes, got a larger one: choose fewer items`,
    )
  }
  if (status === 400) {
    return new RequestRefusal(
      400,
      'request_invalid',
      'expected a JSON object in the body, parsing failed: correct its syntax',
      [{ in: 'body', field: '', message: 'expected a JSON object' }],
    )
  }
  if (status === 415) {
    return new RequestRefusal(
      415,
      'content_type',
      'expected a body in UTF-8, plain or gzip, got another charset or encoding: send it in UTF-8',
    )
  }
  return error
}

/** JSON doubles the quotes, line ends and backslashes of a body. */
const ESCAPED = 2
/** Space for the other fields. */
const ENVELOPE_BYTES = 64 * 1024

/**
 * Reads a request that may contain a message body, within the memory limit of all bodies.
 * @throws RequestRefusal
 * @throws ReceiverError queue_full
 */
export async function readLargeJson(
  request: Request,
  response: Response,
  bodyLimitBytes: number,
  room: BodyRoom,
): Promise<unknown> {
  const limit = ESCAPED * bodyLimitBytes + ENVELOPE_BYTES
  const { 'content-length': announced, 'content-encoding': encoding } = request.headers
  const isKnown = announced !== undefined && encoding === undefined
  await room.hold(isKnown ? Math.min(Number(announced), limit) : limit)
  return readJson(request, response, limit)
}
