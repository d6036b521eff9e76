import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ReceiverError } from '../../lib/errors.ts'

const unzip = promisify(gunzip)

/**
 * Reads the body of an accepted call into memory, as it was sent.
 * @param limit bytes at most
 * @returns null when the caller went away in the middle: there is nobody to answer
 * @throws ReceiverError body_too_large
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limit) throw tooLarge(limit)
  return collect(request, limit)
}

/**
 * Undoes the Content-Encoding of a body.
 * @param limit bytes at most, unzipped
 * @throws ReceiverError body_too_large or body_encoding
 */
export async function decompressBody(
  body: Buffer,
  contentEncoding: string | undefined,
  limit: number,
): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? ''
  if (encoding === '' || encoding === 'identity') return body
  if (encoding === 'gzip' || encoding === 'x-gzip') return decompress(body, limit)
  throw new ReceiverError(
    'body_encoding',
    'expected Content-Encoding gzip or none, another one came: switch compression off or to gzip',
  )
}

function collect(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else reject(tooLarge(limit))
    })
    request.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    )
    request.on('error', () => resolve(null))
    request.on('close', () => resolve(null))
  })
}

async function decompress(body: Buffer, limit: number): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: limit })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new ReceiverError(
      'body_encoding',
      'expected a gzip body as Content-Encoding says, this one cannot be unzipped: send it again',
      { cause: error },
    )
  }
}

function tooLarge(limit: number): ReceiverError {
  return new ReceiverError(
    'body_too_large',
    `expected at most ${limit} bytes, more came: send fewer events in one message or raise BODY_LIMIT_MB`,
  )
}
