import type { Server, ServerResponse } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'

export interface ClosingLimits {
  /** limit for taking new calls: the platform withdraws a route some time after the signal */
  readonly lastCallsMs: number
  /** limit of the whole close; then open calls are cut */
  readonly answerMs: number
}

/** Interval of looks for new calls, and the number of quiet looks that end the wait. */
const LOOK_MS = 50
const QUIET_LOOKS = 5

/**
 * Closes a server without breaking a call. A call may be on its way over an idle connection, or over
 * one that is not accepted yet. So the server takes calls until none comes, and each answer closes its
 * connection. Only then it stops listening.
 */
export async function closeServer(server: Server, limits: ClosingLimits): Promise<void> {
  const until = performance.now() + limits.answerMs
  await takeLastCalls(server, limits.lastCallsMs)
  const closed = new Promise((resolve) => server.close(resolve))
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS)
  const late = new AbortController()
  const left = Math.max(0, until - performance.now())
  const cut = setTimeout(left, undefined, { signal: late.signal }).catch(() => undefined)
  await Promise.race([closed, cut])
  late.abort()
  clearInterval(idle)
}

async function takeLastCalls(server: Server, lastCallsMs: number): Promise<void> {
  let came = 0
  const count = () => {
    came += 1
  }
  const endConnection = (_request: unknown, response: ServerResponse) => {
    count()
    response.shouldKeepAlive = false
  }
  server.on('connection', count)
  server.prependListener('request', endConnection)
  server.prependListener('checkContinue', endConnection)
  const since = performance.now()
  for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() - since < lastCallsMs; ) {
    const before = came
    await setTimeout(LOOK_MS)
    // Node reads connections between timers and immediates.
    await setImmediate()
    quiet = came === before ? quiet + 1 : 0
  }
}
