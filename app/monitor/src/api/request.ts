import { presence } from '../session/presence.ts'
import { endSession, hasSessionEnded, whileSessionIsOver } from '../session/session-end.ts'
import { hearServerTime } from '../text/server-clock.ts'
import { ApiError, asApiError } from './api-error.ts'
import type { Session } from './monitor-shapes.ts'

export type QueryValue = string | number | boolean | undefined
export type Query = Readonly<Record<string, QueryValue>>

const OPERATIONS = '/operations/v1'
/** The service stops its own work after 15 s. The network adds little. */
const LIMIT_MS = 30_000
/** Large bodies need more time. */
const BYTES_LIMIT_MS = 180_000

/** An address below the operations API. Empty parameters are omitted. */
export function addressOf(path: string, query: Query = {}): string {
  const chosen = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(chosen.map(([name, value]) => [name, String(value)]))
  return `${OPERATIONS}${path}${search.size === 0 ? '' : `?${search}`}`
}

export async function getJson<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  return call(address, { signal, whenOver: 'wait' }, asJson<Answer>)
}

export async function getBytes(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const read = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())
  return call(address, { limitMs: BYTES_LIMIT_MS, whenOver: 'wait' }, read)
}

/** A read request whose parameters are too personal or too long for an address. */
export async function askJson<Answer>(
  address: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  return call(address, { signal, body, whenOver: 'wait' }, asJson<Answer>)
}

/** Changes data. It is never retried automatically. */
export async function postJson<Answer>(address: string, body: unknown): Promise<Answer> {
  return call(address, { body, whenOver: 'fail' }, asJson<Answer>)
}

/** An answer whose body is read while it arrives. */
export async function openAnswer(
  address: string,
  body: unknown,
  signal: AbortSignal,
): Promise<Response> {
  return call(address, { signal, body, whenOver: 'fail' }, async (answer) => answer)
}

/** The current user. Fails if nobody is logged in. */
export async function askSession(): Promise<Session> {
  return call('/monitor/session', { whenOver: 'ask' }, asJson<Session>)
}

const asJson = async <Answer>(answer: Response) => (await answer.json()) as Answer

interface Call {
  /** Sent as JSON with POST. Without it the request is a GET. */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** Limit for the whole answer (ms). */
  readonly limitMs?: number
  /** After the end of the session: wait for a login, fail, or send anyway. */
  readonly whenOver: 'wait' | 'fail' | 'ask'
}

/** @throws ApiError for an error, no answer or a timeout */
async function call<Answer>(
  address: string,
  given: Call,
  read: (answer: Response) => Promise<Answer>,
): Promise<Answer> {
  const { whenOver, signal } = given
  for (;;) {
    if (whenOver === 'wait') await whileSessionIsOver(signal)
    if (whenOver === 'fail' && hasSessionEnded()) throw sessionExpired()
    try {
      return await send(address, given, read)
    } catch (error) {
      if (whenOver === 'ask' || !(error instanceof ApiError) || error.status !== 401) throw error
      endSession()
      if (whenOver === 'fail') throw error
    }
  }
}

async function send<Answer>(
  address: string,
  { body, signal, limitMs = LIMIT_MS }: Call,
  read: (answer: Response) => Promise<Answer>,
): Promise<Answer> {
  const late = new AbortController()
  const timer = window.setTimeout(() => late.abort(), limitMs)
  try {
    const answer = await fetch(address, {
      credentials: 'same-origin',
      signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
      // Other sites cannot add this header to a request.
      headers: { 'X-Monitor': presence(), ...(body !== undefined && JSON_TYPE) },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    hearServerTime(answer.headers.get('Date'))
    if (answer.ok) return await read(answer)
    throw await errorOf(answer)
  } catch (error) {
    if (signal?.aborted === true) throw error
    if (!late.signal.aborted) throw asApiError(error)
    throw new ApiError(0, 'timed_out', `expected an answer within ${limitMs / 1_000} s, got none`)
  } finally {
    window.clearTimeout(timer)
  }
}

function sessionExpired(): ApiError {
  return new ApiError(401, 'session_expired', 'expected a session, it has ended: log in again')
}

const JSON_TYPE = { 'Content-Type': 'application/json' }

interface ErrorBody {
  readonly error?: {
    readonly code?: string
    readonly message?: string
    readonly details?: readonly unknown[]
  }
}

async function errorOf(answer: Response): Promise<ApiError> {
  const body = (await answer.json().catch(() => ({}))) as ErrorBody
  const { code, message, details } = body.error ?? {}
  if (code === 'request_invalid' && details?.some(isInPath)) {
    return new ApiError(404, 'not_found', 'expected an id in the address, this is none')
  }
  return new ApiError(
    answer.status,
    code ?? `http_${answer.status}`,
    message ?? answer.statusText,
    (details ?? []).map(asText),
  )
}

/** The address of a page has an id that no row can have, such as half of one. */
function isInPath(detail: unknown): boolean {
  return (detail as { readonly in?: unknown } | null)?.in === 'path'
}

function asText(detail: unknown): string {
  return typeof detail === 'string' ? detail : JSON.stringify(detail)
}
