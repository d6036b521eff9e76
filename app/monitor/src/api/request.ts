import { presence } from '../session/presence.ts'
import { hearServerTime } from '../text/server-clock.ts'
import { ApiError } from './api-error.ts'
import { goToLogin } from './go-to-login.ts'

export type QueryValue = string | number | boolean | undefined
export type Query = Readonly<Record<string, QueryValue>>

const OPERATIONS = '/operations/v1'
/** The service ends its own work after 15 s; the way there and back is short. */
const LIMIT_MS = 30_000
/** A body of many megabytes takes its time. */
const BYTES_LIMIT_MS = 180_000

/** An address below the operations API. What is empty is left out. */
export function addressOf(path: string, query: Query = {}): string {
  const chosen = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(chosen.map(([name, value]) => [name, String(value)]))
  return `${OPERATIONS}${path}${search.size === 0 ? '' : `?${search}`}`
}

export async function getJson<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  return call(address, { signal }, async (answer) => (await answer.json()) as Answer)
}

export async function getBytes(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const read = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())
  return call(address, { limitMs: BYTES_LIMIT_MS }, read)
}

export async function postJson<Answer>(
  address: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  return call(address, { signal, body }, async (answer) => (await answer.json()) as Answer)
}

interface Call {
  /** sent as JSON with POST; without it the call is a GET */
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
  /** the whole answer is there by then (ms) */
  readonly limitMs?: number
}

/** @throws ApiError when there is no answer, none in time, or another one than was asked for */
async function call<Answer>(
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
      // A page of another host cannot add this header to a call.
      headers: { 'X-Monitor': presence(), ...(body !== undefined && JSON_TYPE) },
      ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
    })
    hearServerTime(answer.headers.get('Date'))
    if (answer.ok) return await read(answer)
    if (answer.status === 401) goToLogin()
    throw await errorOf(answer)
  } catch (error) {
    if (!late.signal.aborted) throw error
    throw new ApiError(0, 'timed_out', `expected an answer within ${limitMs / 1_000} s, got none`)
  } finally {
    window.clearTimeout(timer)
  }
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
  return new ApiError(
    answer.status,
    code ?? `http_${answer.status}`,
    message ?? answer.statusText,
    (details ?? []).map(asText),
  )
}

function asText(detail: unknown): string {
  return typeof detail === 'string' ? detail : JSON.stringify(detail)
}
