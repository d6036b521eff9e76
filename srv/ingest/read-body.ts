import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ReceiverError } from '../../lib/errors.ts'
import type { BodyRoom } from '../http/body-budget.ts'

const unzip = promisify(gunzip)

export interface BodyLimits {
  /** maximum bytes, also after decompression */
  readonly limit: number
  readonly room: BodyRoom
}

/** Step of reservations if the length is not announced. */
const STEP_BYTES = 256 * 1024
/** A body may grow by this factor, and always to FREE_BYTES. */
const MAX_RATIO = 100
const FREE_BYTES = 1024 * 1024

/**
 * Reads the body of an admitted call. While no memory is free, the body stays unread.
 * @returns null = the caller disconnected
 * @throws ReceiverError body_too_large, queue_full
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
 * @throws ReceiverError body_too_large, body_encoding, queue_full
 */
export async function decompressBody(
  body: Buffer,
  contentEncoding: string | undefined,
  { limit, room }: BodyLimits,
): Promise<Buffer> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? ''
  // Some senders write the charset here.
  if (encoding === '' || encoding === 'identity' || isCharset(encoding)) return body
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ReceiverError(
      'body_encoding',
      'expected Content-Encoding gzip or none, got another one: switch compression off or to gzip',
    )
  }
  const most = Math.min(limit, Math.max(FREE_BYTES, body.length * MAX_RATIO))
  await room.hold(body.length + most)
  const unzipped = await decompress(body, most)
  await room.hold(body.length + unzipped.length)
  return unzipped
}

/** Charset labels are no content codings (RFC 9110 section 8.4.1). */
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
    // The caller disconnected during a wait: no event will follow.
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
      'expected a gzip body as Content-Encoding says, decompression failed: send it again',
      { cause: error },
    )
  }
}

function tooLarge(limit: number): ReceiverError {
  return new ReceiverError(
    'body_too_large',
    `expected at most ${limit} bytes, got more: send fewer events in one message or raise BODY_LIMIT_MB`,
  )
}
