import { reject, retryAfter } from '#handler'

export interface DirectoryRequest {
  readonly method: 'PUT' | 'PATCH'
  readonly path: string
  readonly body: unknown
}

export interface CallOptions {
  /** such as `http://localhost:4006` */
  readonly url: string
  /** lets the directory tell a repeated call from a new one */
  readonly idempotencyKey: string
  readonly signal: AbortSignal
}

/** The directory usually answers within milliseconds. Slower calls are retried. */
const ANSWER_MS = 2_000
/** Statuses that a retry cannot change. */
const FINAL = new Set([400, 404, 409, 422])

/** Calls the directory. Rejects if retrying cannot help, and throws if it can. */
export async function sendToDirectory(
  request: DirectoryRequest,
  { url, idempotencyKey, signal }: CallOptions,
): Promise<void> {
  const { method, path, body } = request
  const response = await fetch(url + path, {
    method,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': idempotencyKey },
    body: JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
  })
  await response.body?.cancel()
  const { status } = response
  if (response.ok) return
  if (FINAL.has(status)) reject(`the directory refuses the change: HTTP ${status}`)
  const pauseSeconds = Number(response.headers.get('Retry-After'))
  if (pauseSeconds > 0) retryAfter(pauseSeconds * 1_000, `the directory asked to wait: ${status}`)
  throw new Error(`expected HTTP 2xx from the directory, got ${status}`)
}
