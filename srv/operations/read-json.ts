import express, { type Request, type Response } from 'express'
import { RequestRefusal } from './request-refusal.ts'

const LIMIT_BYTES = 1024 * 1024

/**
 * Reads a JSON body of a caller that was let in; nothing counts as an empty object.
 * @throws RequestRefusal
 *
 * @param limitBytes of the request, unzipped
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
      'expected a body of Content-Type application/json, another one came: set the header',
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

/** The parser's messages quote the body: ours do not. */
function refusalOf(error: unknown, limitBytes: number): unknown {
  const { status } = error as { status?: unknown }
  if (status === 413) {
    return new RequestRefusal(
      413,
      'body_too_large',
      `expected a request of at most ${limitBytes} bytes, a larger one came: choose fewer at once`,
    )
  }
  if (status === 400) {
    return new RequestRefusal(
      400,
      'request_invalid',
      'expected a JSON object in the body, what came cannot be read as one: correct its syntax',
      [{ in: 'body', field: '', message: 'expected a JSON object' }],
    )
  }
  if (status === 415) {
    return new RequestRefusal(
      415,
      'content_type',
      'expected a body in UTF-8, plain or gzip, another charset or encoding came: send it in UTF-8',
    )
  }
  return error
}
