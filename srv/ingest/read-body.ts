import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ReceiverError } from '../../lib/errors.ts'
import type { BodyRoom } from '../http/body-budget.ts'

const unzip = promisify(gunzip)

export interface BodyLimits {
  /** bytes at most, also unzipped */
  readonly limit: number
  readonly room: BodyRoom
}

/** What is asked for at a time where the length is not announced. */
const STEP_BYTES = 256 * 1024
/** A body may unzip to this many times its size, and to the free size whatever its own. */
const MAX_RATIO = 100
const FREE_BYTES = 1024 * 1024

/**
 * Reads the body of an accepted call into memory, as it was sent; it stays on the wire while there
 * is no room for it.
 * @returns null when the caller went away in the middle: there is nobody to answer
 * @throws ReceiverError body_too_large or queue_full
 */
export async function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  begin: () => void,
): Promise<Buffer | null> {
  const announced = Number(request.headers['content-length'] ?? 0)
  if (announced > limits.limit) throw tooLarge(limits.limit)
  await limits.room.hold(announced)
  begin()
  return collect(request, announced, limits)
}

/**
 * Undoes the Content-Encoding of a body.
 * @throws ReceiverError body_too_large, body_encoding or queue_full
 */
export async function decompressBody(
  body: Buffer,
  contentEncoding: string | undefined,
  { limit, room }: BodyLimits,
): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? ''
  // Senders also put the charset here, or announce gzip for a body that is plain.
  if (encoding === '' || encoding === 'identity' || isCharset(encoding)) return body
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ReceiverError(
      'body_encoding',
      'expected Content-Encoding gzip or none, another one came: switch compression off or to gzip',
    )
  }
  const most = Math.min(limit, Math.max(FREE_BYTES, body.length * MAX_RATIO))
  await room.hold(body.length + most)
  const unzipped = await decompress(body, most)
  await room.hold(body.length + unzipped.length)
  return unzipped
}

/** A label of the Encoding Standard is no content coding (RFC 9110 section 8.4.1). */
function isCharset(label: string): boolean {
  try {
    return new TextDecoder(label) instanceof TextDecoder
  } catch {
    return false
  }
}

function collect(
  request: IncomingMessage,
  announced: number,
  { limit, room }: BodyLimits,
): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    // It went away while it waited for its keys or for room: it has told so, and will not again.
    if (request.destroyed) return resolve(null)
    const chunks: Buffer[] = []
    let length = 0
    let held = announced
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limit) return reject(tooLarge(limit))
      chunks.push(chunk)
      if (length <= held) return
      held = length + STEP_BYTES
      request.pause()
      room.hold(held).then(() => request.resume(), reject)
    })
    request.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    )
    request.on('error', () => resolve(null))
    request.on('close', () => resolve(null))
  })
}

async function decompress(body: Buffer, most: number): Promise<Buffer> {
  try {
    return await unzip(body, { maxOutputLength: most })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(most)
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
