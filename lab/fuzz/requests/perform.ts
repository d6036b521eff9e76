import { mutate } from '../decoder/mutation.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import type { Answer } from './answer-reader.ts'
import type { Connection } from './connection.ts'
import type { Exchange } from './exchange.ts'
import type { Stand } from './stand.ts'
import { type WireRequest, type Writing, writeRequest } from './wire-request.ts'

/** An answer and its request. */
export interface Answered {
  readonly what: string
  readonly correlationId: string
  readonly answer: Answer
}

/** Longer than a call may wait for the database. */
const PATIENCE_MS = 30_000
/** A service that has nothing to say to such bytes is not waited for. */
const GLANCE_MS = 40
const GOODBYE_MS = 2_000
const PAUSE_MS = 2
/** A sender of more bytes than the service reads may lose the answer with the connection. */
const SURELY_READ = 64 * 1024

/** Performs an exchange. @returns all answers; the connection knows whether it is still usable */
export async function perform(
  exchange: Exchange,
  connection: Connection,
  stand: Stand,
): Promise<readonly Answered[]> {
  switch (exchange.kind) {
    case 'due':
      return performDue(exchange, connection, stand)
    case 'free': {
      const written = exchange.requests.map((one) => [one, stand.writing(false)] as const)
      const bytes = written.map(([one, writing]) => bytesOf(one, writing))
      return glance(connection, Buffer.concat(bytes), exchange.requests)
    }
    case 'cut': {
      const bytes = bytesOf(exchange.request, stand.writing(false))
      connection.write(bytes.subarray(0, Math.floor((exchange.at / 0x1_0000) * bytes.length)))
      await delay(PAUSE_MS)
      connection.destroy(exchange.reset)
      return []
    }
    case 'changed': {
      const bytes = bytesOf(exchange.request, stand.writing(false))
      return glance(connection, exchange.mutations.reduce(mutate, bytes), [exchange.request])
    }
    default:
      return glance(connection, exchange.bytes, [])
  }
}

type Due = Exchange & { readonly kind: 'due' }

async function performDue(
  { requests, pieces }: Due,
  connection: Connection,
  stand: Stand,
): Promise<readonly Answered[]> {
  const [only, second] = requests
  // of several on one connection the first answer may be the last
  const sent = requests.map((request) => ({
    request,
    writing: stand.writing(second === undefined),
  }))
  if (only?.expects && second === undefined) return performExpecting(only, connection, stand)
  const bytes = Buffer.concat(sent.map(({ request, writing }) => bytesOf(request, writing)))
  await writeInPieces(connection, bytes, pieces)
  const answered: Answered[] = []
  for (const { request, writing } of sent) {
    const answer = await connection.answer(request.method, PATIENCE_MS)
    if (answer === null) {
      if (answered.at(-1)?.answer.headers.connection === 'close') break
      if (bytes.length > SURELY_READ && connection.closed) break
      throw unanswered(request, connection)
    }
    answered.push({ what: request.what, correlationId: writing.correlationId, answer })
  }
  return answered
}

async function performExpecting(
  request: WireRequest,
  connection: Connection,
  stand: Stand,
): Promise<readonly Answered[]> {
  const writing = stand.writing(true)
  const { head, body } = writeRequest(request, writing)
  connection.write(head)
  let answer = await connection.answer(request.method, PATIENCE_MS)
  if (answer?.status === 100) {
    connection.write(body)
    answer = await connection.answer(request.method, PATIENCE_MS)
  } else if (answer !== null && answer.headers.connection !== 'close') {
    const promise = 'a connection whose body was not asked for is closed'
    throw new BrokenPromise(promise, `${request.what}: ${answer.status}`)
  }
  if (answer === null) throw unanswered(request, connection)
  return [{ what: request.what, correlationId: writing.correlationId, answer }]
}

/** Sends, reads immediate answers, and disconnects. */
async function glance(
  connection: Connection,
  bytes: Buffer,
  requests: readonly WireRequest[],
): Promise<readonly Answered[]> {
  const answered: Answered[] = []
  connection.write(bytes)
  for (let index = 0; ; index++) {
    const { method = 'GET', what = 'no request' } = requests[index] ?? {}
    const answer = await connection.answer(method, GLANCE_MS)
    if (answer === null) break
    answered.push({ what, correlationId: '', answer })
  }
  connection.end()
  await connection.answer('GET', connection.closed ? 0 : GOODBYE_MS)
  connection.destroy()
  return answered
}

async function writeInPieces(connection: Connection, bytes: Buffer, pieces: number): Promise<void> {
  const size = Math.ceil(bytes.length / pieces)
  for (let at = 0; at < bytes.length; at += size) {
    if (at > 0) await delay(PAUSE_MS)
    connection.write(bytes.subarray(at, at + size))
  }
}

function bytesOf(request: WireRequest, writing: Writing): Buffer {
  const { head, body } = writeRequest(request, writing)
  return Buffer.concat([head, body])
}

function unanswered({ what }: WireRequest, { closed }: Connection): BrokenPromise {
  const found = closed ? 'the connection was closed' : `nothing came in ${PATIENCE_MS} ms`
  return new BrokenPromise(`a request is answered: ${what}`, found)
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
