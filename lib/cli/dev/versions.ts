import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

export interface VersionOptions {
  readonly environment: Readonly<Record<string, string>>
  /** a line that a version logged */
  readonly onLine: (line: string) => void
  /** the version that serves has ended by itself */
  readonly onDied: (code: number | null) => void
}

/** What became of a new version. */
export type Started =
  | { readonly kind: 'serves'; readonly port: number }
  /** `reason` is what it said at last; the one before, if there is one, goes on serving */
  | { readonly kind: 'failed'; readonly reason: string; readonly hasBefore: boolean }

/** The versions of the service: one that serves, and earlier ones that finish what they have begun. */
export interface Versions {
  /** Starts the code as it is now. Only when it listens, the one before takes nothing new any more. */
  replace(): Promise<Started>
  /** Lets all of them finish. */
  stop(): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const REQUIRE_NODE = fileURLToPath(new URL('../../config/require-node.js', import.meta.url))
const START_MS = 60_000
/** The service gives itself 12 s. */
const STOP_MS = 15_000
/** Versions that still finish something; a further one waits. */
const MOST_FINISHING = 3
const REASON_CHARACTERS = 4_096

/**
 * Runs the service in processes of a cluster: they share the port, so that no call finds the door closed
 * while one version takes over from another.
 */
export function createVersions(options: VersionOptions): Versions {
  const { environment, onLine } = options
  cluster.setupPrimary({
    exec: 'srv/server.ts',
    cwd: ROOT,
    execArgv: ['--import', REQUIRE_NODE],
    silent: true,
  })
  const all = new Set<Worker>()
  let serving: Worker | null = null
  let stopping = false

  function start(): { worker: Worker; errors: () => string } {
    const worker = cluster.fork(environment)
    all.add(worker)
    worker.once('exit', (code) => {
      all.delete(worker)
      if (worker !== serving) return
      serving = null
      options.onDied(code)
    })
    const { stdout, stderr } = worker.process
    if (stdout !== null) eachLine(stdout, onLine)
    let errors = ''
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-REASON_CHARACTERS)
    })
    return { worker, errors: () => errors.trim() }
  }

  return {
    async replace() {
      await untilFewer(all, MOST_FINISHING + 1)
      if (stopping) return { kind: 'failed', reason: 'it stops', hasBefore: false }
      const { worker, errors } = start()
      const port = await listening(worker)
      if (port === null) {
        await end(worker)
        return {
          kind: 'failed',
          reason: errors() || 'it ended without a word',
          hasBefore: serving !== null,
        }
      }
      const before = serving
      serving = worker
      before?.process.kill('SIGTERM')
      return { kind: 'serves', port }
    },
    async stop() {
      stopping = true
      serving = null
      await Promise.all([...all].map(end))
    },
  }
}

/** The port that it listens on; null = it ended before, or took too long. */
function listening(worker: Worker): Promise<number | null> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(null), START_MS)
    const done = (port: number | null) => {
      clearTimeout(limit)
      resolve(port)
    }
    worker.on('message', (message: { listening?: number }) => {
      if (message.listening !== undefined) done(message.listening)
    })
    // Its pipes are closed as well: all that it said is there.
    worker.process.once('close', () => done(null))
  })
}

async function end(worker: Worker): Promise<void> {
  const { process: child } = worker
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(limit)
}

async function untilFewer(workers: ReadonlySet<Worker>, most: number): Promise<void> {
  while (workers.size > most) {
    await Promise.race([...workers].map((worker) => once(worker, 'exit')))
  }
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine)
}
