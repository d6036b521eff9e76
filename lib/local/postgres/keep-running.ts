import { ReceiverError } from '../../errors.ts'
import { isLiving, type ProcessIdentity, stopServer } from './server-process.ts'

const lookEveryMs = 500
const mostRestarts = 5

/** A server process. */
export interface RunningServer {
  readonly pid: number
  isLiving(): Promise<boolean>
  /** Errors: local_postgres if it does not stop. */
  stop(): Promise<void>
}

/** A server that /proc and signals reach. */
export function runningServer(identity: ProcessIdentity): RunningServer {
  return {
    pid: identity.pid,
    isLiving: () => isLiving(identity),
    stop: () => stopServer(identity),
  }
}

export interface KeptServer {
  stop(): Promise<void>
}

/**
 * Restarts a server that ends by itself, for example for lack of memory, at most five times.
 * `onLine` reports each end.
 */
export function keepRunning(
  first: RunningServer,
  restart: () => Promise<RunningServer>,
  onLine: (line: string) => void,
): KeptServer {
  let server = first
  let restarts = 0
  let look = Promise.resolve()
  let looking = false
  const timer = setInterval(() => {
    if (looking) return
    looking = true
    look = lookAfter().finally(() => {
      looking = false
    })
  }, lookEveryMs).unref()

  async function lookAfter(): Promise<void> {
    if (await server.isLiving()) return
    if (restarts === mostRestarts) {
      clearInterval(timer)
      onLine(`local PostgreSQL ended ${mostRestarts + 1} times; restart the service`)
      return
    }
    restarts += 1
    onLine(`local PostgreSQL (process ${server.pid}) ended by itself and is started again`)
    try {
      server = await restart()
    } catch (error) {
      onLine(error instanceof ReceiverError ? error.message : String(error))
    }
  }

  return {
    async stop() {
      clearInterval(timer)
      await look
      await server.stop()
    },
  }
}
