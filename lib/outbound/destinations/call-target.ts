import { ReceiverError } from '../../errors.ts'
import { RejectError, TargetUnavailableError } from '../../outcomes.ts'
import { callAddress, callBody, lowerCaseNames } from './call-request.ts'
import type { SendCall } from './create-destination.ts'
import { sendWithToken } from './csrf.ts'
import type { CallAnswer } from './destination.ts'
import { DestinationError } from './destination-error.ts'
import { codeOf, type FindTarget, type Target, TOO_LARGE } from './target.ts'

const TIMEOUT_MS = 30_000
const MAX_BYTES = 4 * 1024 * 1024

/** Sends the calls of one destination: URL, body, time limit, login. */
export function callTarget(name: string, find: FindTarget): SendCall {
  return (method, path, options) => {
    const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options
    const { body, type } = callBody(name, options.body)
    const headers = {
      ...(type !== null && { 'content-type': type }),
      ...lowerCaseNames(options.headers),
    }
    const limits = { timeoutMs, maxBytes }
    return withDeadline(name, limits, options.signal, async (signal) => {
      const target = await abortable(signal, find(name))
      const url = callAddress(name, target.url, path, options.query)
      const request = { method, url, headers, body, signal, maxBytes }
      const send = loggedIn(target, () => abortable(signal, find(name)))
      if (options.csrf !== true) return send(request)
      return sendWithToken(name, target.url, request, send)
    })
  }
}

/** Retries once with a new login: the target refused the call before doing anything. */
function loggedIn(found: Target, findAgain: () => Promise<Target>): Target['send'] {
  let target = found
  let isRenewed = false
  return async (request) => {
    const answer = await target.send(request)
    if (!isLoginRefused(answer) || isRenewed || !target.renewLogin()) return answer
    isRenewed = true
    target = await findAgain()
    return target.send(request)
  }
}

async function withDeadline<Result>(
  name: string,
  { timeoutMs, maxBytes }: { readonly timeoutMs: number; readonly maxBytes: number },
  given: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController()
  const timer = setTimeout(() => {
    const error = new Error(`"${name}" did not answer within ${timeoutMs} ms`)
    limit.abort(Object.assign(error, { name: 'TimeoutError', code: 'timed_out' }))
  }, timeoutMs)
  const signal = AbortSignal.any(given === undefined ? [limit.signal] : [limit.signal, given])
  try {
    signal.throwIfAborted()
    return await work(signal)
  } catch (error) {
    // Each client throws its own error for an abort; the signal's reason names the limit.
    signal.throwIfAborted()
    throw ours(error) ? error : failed(name, maxBytes, error)
  } finally {
    clearTimeout(timer)
  }
}

/** Stops waiting at the signal for work that cannot be aborted. */
async function abortable<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  let stop = () => {}
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function ours(error: unknown): boolean {
  return [ReceiverError, DestinationError, TargetUnavailableError, RejectError].some(
    (kind) => error instanceof kind,
  )
}

/** Errors of HTTP clients contain requests with tokens: keep only the code. */
function failed(name: string, maxBytes: number, error: unknown): Error {
  const code = codeOf(error) ?? 'call_failed'
  const text =
    code === TOO_LARGE
      ? `expected an answer of at most ${maxBytes} bytes from "${name}", got more: raise maxBytes`
      : `the call of "${name}" failed: ${code}`
  return Object.assign(new Error(text), { code })
}

/** SuccessFactors' codes for an expired token, which it answers with 403 (SAP KBA 2872019). */
const EXPIRED = /\bLGN00(?:06|22)\b/

/** Whether a new login could help. Other 403 answers mean missing rights. */
function isLoginRefused({ status, text }: Pick<CallAnswer, 'status' | 'text'>): boolean {
  return status === 401 || (status === 403 && EXPIRED.test(text()))
}
