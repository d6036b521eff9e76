import type { Server, ServerResponse } from 'node:http'
import { setImmediate, setTimeout } from 'node:timers/promises'

export interface ClosingLimits {
  /** how long new calls are taken at most: a route may be withdrawn a moment after the signal */
  readonly lingerMs: number
  /** in all, until calls under way are cut off */
  readonly answerMs: number
}

/** How often it is looked whether calls come, and how often nothing must have come. */
const LOOK_MS = 50
const QUIET_LOOKS = 5

/**
 * Closes a server so that no call is broken. Who sends does not know yet: a call may be on its way
 * over a connection that looks idle, or over one that nobody has accepted. So calls are taken until
 * none comes any more, each answer ends its connection, and only then the door is closed.
 */
export async function closeServer(server: Server, limits: ClosingLimits): Promise<void> {
  const until = performance.now() + limits.answerMs
  await takeWhatComes(server, limits.lingerMs)
  const closed = new Promise((resolve) => server.close(resolve))
  const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS)
  const late = new AbortController()
  const left = Math.max(0, until - performance.now())
  const cut = setTimeout(left, undefined, { signal: late.signal }).catch(() => undefined)
  await Promise.race([closed, cut])
  late.abort()
  clearInterval(idle)
}

async function takeWhatComes(server: Server, lingerMs: number): Promise<void> {
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
  for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() - since < lingerMs; ) {
    const before = came
    await setTimeout(LOOK_MS)
    // What has come meanwhile is read between the two.
    await setImmediate()
    quiet = came === before ? quiet + 1 : 0
  }
}
