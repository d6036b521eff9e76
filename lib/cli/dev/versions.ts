import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { modulePath } from '../../config/package-files.ts'

export interface VersionOptions {
  readonly environment: Readonly<Record<string, string>>
  /** a log line of a version */
  readonly onLine: (line: string) => void
  /** the serving version ended unexpectedly */
  readonly onDied: (code: number | null) => void
}

/** The result of starting a version. */
export type Started =
  | { readonly kind: 'serves'; readonly port: number }
  /** `reason` is its last output; an earlier version continues to serve */
  | { readonly kind: 'failed'; readonly reason: string; readonly hasBefore: boolean }

/** The versions of the service: one serves, earlier ones finish their work. */
export interface Versions {
  /** Starts the present code. When it listens, the previous version stops accepting work. */
  replace(): Promise<Started>
  /** Stops all of them gracefully. */
  stop(): Promise<void>
}

const REQUIRE_NODE = fileURLToPath(new URL('../../config/require-node.js', import.meta.url))
const START_MS = 60_000
/** The service gives itself 12 s. */
const STOP_MS = 15_000
/** Limit of versions that are finishing; a further start waits. */
const MOST_FINISHING = 3
const REASON_CHARACTERS = 4_096

/**
 * Runs the service in processes of a cluster. They share the port, so that no call is refused
 * during a change of version.
 */
export function createVersions(options: VersionOptions): Versions {
  const { environment, onLine } = options
  cluster.setupPrimary({
    exec: modulePath('srv/server'),
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

/** The port of a version; null = it ended, or timed out. */
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
    // Its pipes are closed too, so all output has arrived.
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
