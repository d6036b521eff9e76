import { gzipSync } from 'node:zlib'
import { DEFAULT_DECODE_LIMITS } from '../../../lib/events/decode-limits.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import { Connection } from './connection.ts'
import type { Stand } from './stand.ts'

/** As many as are taken, and many more. */
const COUNTS = [DEFAULT_DECODE_LIMITS.events, 200_000]
/** Senders wait 30 s, and all that they send meanwhile waits with this one. */
const IN_TIME_MS = 10_000
const PATIENCE_MS = 60_000

/**
 * Small messages of very many events, the last of a run: they may be taken or refused, but not at the
 * cost of all others. @throws BrokenPromise
 */
export async function sendManyEvents(stand: Stand): Promise<void> {
  for (const count of COUNTS) await sendEvents(stand, count)
}

async function sendEvents({ service, tokens }: Stand, count: number): Promise<void> {
  const body = gzipSync(`[${Array.from({ length: count }, (_, at) => `{"userId":${at}}`)}]`)
  const head = [
    'POST /http/successfactors/events HTTP/1.1',
    'Host: localhost',
    `Authorization: Bearer ${tokens.sender}`,
    'Content-Type: application/json',
    'Content-Encoding: gzip',
    `Content-Length: ${body.length}`,
  ].join('\r\n')
  const connection = new Connection(service.port)
  const since = performance.now()
  connection.write(Buffer.concat([Buffer.from(`${head}\r\n\r\n`), body]))
  const answer = await connection.answer('POST', PATIENCE_MS)
  connection.destroy()
  const ms = Math.round(performance.now() - since)
  const status = answer?.status ?? 'no answer'
  if (ms <= IN_TIME_MS && answer !== null && answer.status < 500) return
  throw new BrokenPromise(
    `a message of ${count} events is answered in time`,
    `${status} after ${ms} ms, for ${body.length} bytes of gzip`,
  )
}
