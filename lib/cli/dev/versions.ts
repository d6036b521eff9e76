import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { modulePath } from '../../config/package-files.ts'
import { askToStop } from '../../config/stop-signals.ts'
import type { AttemptReport } from '../../dispatch/attempt-report.ts'
import { closeInspector, INSPECT_AT, OPEN_INSPECTOR } from './inspector-messages.ts'

export interface VersionOptions {
  readonly environment: Readonly<Record<string, string>>
  /** a log line of a version */
  readonly onLine: (line: string) => void
  /** a line of stderr of a version that serves; before, it is the reason of a failed start */
  readonly onErrorLine: (line: string) => void
  readonly onAttempt: (attempt: AttemptReport) => void
  /** arguments of the service */
  readonly args: readonly string[]
  /** port of the debugger, which one version at a time has; null = none */
  readonly inspectPort: number | null
  /** a version keeps the debugger's port: it is paused */
  readonly onPaused: () => void
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
  /** ids of the instances that run */
  instances(): string[]
  /** Stops all of them gracefully. */
  stop(): Promise<void>
}

/** An address: Windows' paths look like one with the scheme `c:`. */
const REQUIRE_NODE = import.meta.resolve('../../config/require-node.js')
const INSPECTOR = pathToFileURL(modulePath('lib/cli/dev/inspector')).href
const START_MS = 60_000
/** The service gives itself 12 s. */
const STOP_MS = 15_000
/** Limit of versions that are finishing; a further start waits. */
const MOST_FINISHING = 3
const REASON_CHARACTERS = 4_096

/** A version and the output of its start. */
interface Version {
  readonly worker: Worker
  readonly errors: () => string
}

/**
 * Runs the service in processes of a cluster. They share the port, so that no call is refused
 * during a change of version.
 */
export function createVersions(options: VersionOptions): Versions {
  const { inspectPort } = options
  cluster.setupPrimary({
    exec: modulePath('srv/server'),
    args: [...options.args, ...(inspectPort === null ? [] : [`${INSPECT_AT}${inspectPort}`])],
    execArgv: ['--import', REQUIRE_NODE, ...(inspectPort === null ? [] : ['--import', INSPECTOR])],
    silent: true,
  })
  const all = new Map<Worker, string | null>()
  let serving: Worker | null = null
  let stopping = false

  function start(): Version {
    const worker = cluster.fork(options.environment)
    all.set(worker, null)
    worker.on('message', ({ attempt, instanceId }: Message) => {
      if (attempt !== undefined) options.onAttempt(attempt)
      if (instanceId !== undefined) all.set(worker, instanceId)
    })
    worker.once('exit', (code) => {
      all.delete(worker)
      if (worker !== serving) return
      serving = null
      options.onDied(code)
    })
    const { stdout, stderr } = worker.process
    if (stdout !== null) eachLine(stdout, options.onLine)
    return { worker, errors: readErrors(stderr, options, () => worker === serving) }
  }

  return {
    async replace() {
      await untilFewer(all, MOST_FINISHING + 1)
      const before = serving
      if (inspectPort !== null && before !== null) await closeInspector(before, options.onPaused)
      if (stopping) return { kind: 'failed', reason: 'it stops', hasBefore: false }
      const { worker, errors } = start()
      const port = await listening(worker)
      if (port === null) {
        await end(worker)
        if (inspectPort !== null && serving?.isConnected()) serving.send(OPEN_INSPECTOR)
        return {
          kind: 'failed',
          reason: errors() || 'it ended without a word',
          hasBefore: serving !== null,
        }
      }
      serving = worker
      if (before !== null) askToStop(before.process)
      return { kind: 'serves', port }
    },
    instances: () => [...all.values()].filter((id) => id !== null),
    async stop() {
      stopping = true
      serving = null
      await Promise.all([...all.keys()].map(end))
    },
  }
}

/** A message of a version. */
interface Message {
  readonly listening?: number
  readonly instanceId?: string
  readonly attempt?: AttemptReport
}

/** Keeps the end of stderr, and passes its lines on while the version serves. */
function readErrors(
  stderr: Readable | null,
  { onErrorLine }: VersionOptions,
  isServing: () => boolean,
): () => string {
  let errors = ''
  if (stderr !== null) {
    eachLine(stderr, (line) => {
      errors = `${errors}${line}\n`.slice(-REASON_CHARACTERS)
      if (isServing()) onErrorLine(line)
    })
  }
  return () => errors.trim()
}

/** The port of a version; null = it ended, or timed out. */
function listening(worker: Worker): Promise<number | null> {
  return new Promise((resolve) => {
    const limit = setTimeout(() => resolve(null), START_MS)
    const done = (port: number | null) => {
      clearTimeout(limit)
      resolve(port)
    }
    worker.on('message', (message: Message) => {
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
  askToStop(child)
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(limit)
}

async function untilFewer(workers: ReadonlyMap<Worker, unknown>, most: number): Promise<void> {
  while (workers.size > most) {
    await Promise.race([...workers.keys()].map((worker) => once(worker, 'exit')))
  }
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine)
}
