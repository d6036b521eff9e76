import { ReceiverError } from '../errors.ts'
import { TargetDown } from '../handlers/ends.ts'
import { callAddress } from './call-address.ts'
import type { SendCall } from './create-destination.ts'
import type { CallOptions } from './destination.ts'
import { codeOf } from './error-code.ts'
import { isLoginRefused } from './login-refused.ts'
import { lowerCaseNames } from './lower-case-names.ts'
import type { FindTarget } from './target.ts'

const TIMEOUT_MS = 30_000
const MAX_BYTES = 4 * 1024 * 1024

/** Sends the calls of one destination: address, body, time limit, login. */
export function callTarget(name: string, find: FindTarget): SendCall {
  return (method, path, options) => {
    const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES } = options
    const { body, type } = bodyOf(name, options.body)
    const headers = {
      ...(type !== null && { 'content-type': type }),
      ...lowerCaseNames(options.headers),
    }
    return withDeadline(name, timeoutMs, options.signal, async (signal) => {
      const target = await abortable(signal, find(name))
      const url = callAddress(name, target.url, path, options.query)
      const request = { method, url, headers, body, signal, maxBytes }
      const answer = await target.send(request)
      // Nothing was done: a token that was withdrawn, or a password that was changed, counts once.
      if (!isLoginRefused(answer) || !target.renewLogin()) return answer
      return (await abortable(signal, find(name))).send(request)
    })
  }
}

function bodyOf(
  name: string,
  body: CallOptions['body'],
): { body: string | Uint8Array | undefined; type: string | null } {
  if (body === undefined) return { body, type: null }
  if (typeof body === 'string') return { body, type: 'text/plain;charset=UTF-8' }
  if (body instanceof Uint8Array) return { body, type: 'application/octet-stream' }
  try {
    return { body: JSON.stringify(body), type: 'application/json' }
  } catch {
    const message = `Expected a body that is JSON in a call of "${name}".`
    throw new ReceiverError('destination_invalid', message)
  }
}

async function withDeadline<Result>(
  name: string,
  timeoutMs: number,
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
    // Each client has an error of its own for this; the reason says which limit it was.
    signal.throwIfAborted()
    throw ours(error) ? error : failed(name, error)
  } finally {
    clearTimeout(timer)
  }
}

/** What cannot be aborted is at least not waited for. */
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
  return error instanceof ReceiverError || error instanceof TargetDown
}

/** Clients' own errors hold requests with their tokens; the code is what there is to say. */
function failed(name: string, error: unknown): Error {
  const code = codeOf(error) ?? 'call_failed'
  return Object.assign(new Error(`"${name}" could not be called: ${code}`), { code })
}
