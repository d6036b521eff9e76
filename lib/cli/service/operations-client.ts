import { type ClientCredentials, createClientToken, NoTokenError } from '../../http/client-token.ts'
import { codeOf, nameOf } from '../../observability/log/describe-error.ts'
import { Unanswered } from '../command.ts'

/** A client of the operations API. */
export interface OperationsClient {
  get(path: string): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
  bytes(path: string): Promise<Buffer>
}

const ANSWER_MS = 30_000

/** @param origin of the service; refusals of the API reject with Unanswered */
export function createOperationsClient(
  origin: string,
  client: ClientCredentials,
  signal: AbortSignal,
): OperationsClient {
  const token = createClientToken(client, { timeoutMs: ANSWER_MS })

  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const authorization = `Bearer ${await reached(client.tokenUrl, token.get())}`
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)])
    const headers = { ...init.headers, authorization }
    const sending = fetch(`${origin}/operations/v1${path}`, { ...init, headers, signal: limit })
    const answer = await reached(origin, sending)
    if (answer.ok) return answer
    throw await refusalOf(answer)
  }

  async function reached<T>(address: string, work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      signal.throwIfAborted()
      throw notReached(address, error)
    }
  }

  return {
    get: async (path) => (await call(path)).json(),
    bytes: async (path) => Buffer.from(await (await call(path)).arrayBuffer()),
    post: async (path, body) => {
      const headers = { 'content-type': 'application/json' }
      return (await call(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
    },
  }
}

interface ApiError {
  readonly error?: {
    readonly code?: unknown
    readonly message?: unknown
    readonly details?: unknown
  }
}

async function refusalOf(answer: Response): Promise<Unanswered> {
  const body = (await answer.json().catch(() => ({}))) as ApiError
  const { code, message, details } = body.error ?? {}
  const lines = Array.isArray(details) ? details.map((detail) => `\n  ${detailText(detail)}`) : []
  return new Unanswered(
    typeof code === 'string' ? code : 'not_done',
    `${typeof message === 'string' ? message : 'expected the operations API'} (HTTP ${answer.status})${lines.join('')}`,
  )
}

function detailText(detail: unknown): string {
  if (typeof detail === 'string') return detail
  const { field, message } = detail as { field?: unknown; message?: unknown }
  return [field, message].filter((part) => part !== undefined && part !== '').join(': ')
}

/** The error of a call without an answer, or of a token request without a token. */
export function notReached(address: string, cause: unknown): Unanswered {
  const { origin } = new URL(address)
  const message =
    cause instanceof NoTokenError
      ? `expected a token from ${address}, got HTTP ${cause.status}: client id and secret do not belong together, or the address is another one`
      : `expected an answer from ${origin}, got none (${codeOf(cause) ?? nameOf(cause)}): is the service running?`
  return new Unanswered('not_reached', message, { cause })
}
