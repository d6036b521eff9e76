import { presence } from '../session/presence.ts'
import { ApiError } from './api-error.ts'
import { goToLogin } from './go-to-login.ts'

export type QueryValue = string | number | boolean | undefined
export type Query = Readonly<Record<string, QueryValue>>

const OPERATIONS = '/operations/v1'

/** An address below the operations API. What is empty is left out. */
export function addressOf(path: string, query: Query = {}): string {
  const chosen = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(chosen.map(([name, value]) => [name, String(value)]))
  return `${OPERATIONS}${path}${search.size === 0 ? '' : `?${search}`}`
}

export async function getJson<Answer>(address: string, signal?: AbortSignal): Promise<Answer> {
  const answer = await call(address, signal === undefined ? {} : { signal })
  return (await answer.json()) as Answer
}

export async function getBytes(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await call(address, {})
  return new Uint8Array(await answer.arrayBuffer())
}

export async function postJson<Answer>(
  address: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await call(address, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  })
  return (await answer.json()) as Answer
}

async function call(address: string, init: RequestInit): Promise<Response> {
  // A page of another host cannot add this header to a call.
  const headers = { ...init.headers, 'X-Monitor': presence() }
  const answer = await fetch(address, { credentials: 'same-origin', ...init, headers })
  if (answer.ok) return answer
  if (answer.status === 401) goToLogin()
  throw await errorOf(answer)
}

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
