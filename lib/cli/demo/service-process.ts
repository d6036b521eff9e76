import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, rm } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { modulePath } from '../../config/package-files.ts'
import { askToStop } from '../../config/stop-signals.ts'

export interface ServiceOptions {
  readonly environment: Readonly<Record<string, string>>
  /** replaced at the start; contains log lines and errors */
  readonly logFile: string
  readonly signal: AbortSignal
}

export interface ServiceProcess {
  readonly port: number
  /** resolves when the process has ended */
  readonly ended: Promise<void>
  /** Stops it gracefully, or kills it after a time limit. */
  stop(): Promise<void>
}

const PRELOADS = [
  import.meta.resolve('../../config/require-node.js'),
  pathToFileURL(modulePath('lib/cli/demo/end-with-parent')).href,
]
/** The service gives itself 12 s. */
const STOP_MS = 15_000
const ERROR_CHARACTERS = 16_384
/** The last line of a start that failed: `code: message`. */
const SENTENCE = /^([a-z_]+): /m

/** Why the service did not start or has ended. A stack stays in its log. */
export class StartError extends Error {
  /** the service's error code; null = it printed none */
  readonly code: string | null

  constructor(code: string | null, message: string) {
    super(message)
    this.name = 'StartError'
    this.code = code
  }
}

/**
 * Starts the service like `npm start`, in its own process, and waits until it listens. Rejects with
 * the service's error, in one sentence.
 */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const { environment, logFile, signal } = options
  await mkdir(path.dirname(logFile), { recursive: true, mode: 0o700 })
  // Replace the file: the service of a killed demo may still write to the old one.
  await rm(logFile, { force: true })
  const log = await open(logFile, 'a', 0o600)
  let errors = ''
  try {
    const child = fork(modulePath('srv/server'), [], {
      env: environment,
      execArgv: PRELOADS.flatMap((file) => ['--import', file]),
      stdio: ['ignore', log.fd, 'pipe', 'ipc'],
    })
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-ERROR_CHARACTERS)
    })
    const ended = once(child, 'close').then(() => undefined)
    let stopped: Promise<void> | null = null
    // One signal only: the service may take a second one for "stop at once".
    const stop = () => {
      stopped ??= stopChild(child, ended)
      return stopped
    }
    signal.addEventListener('abort', () => void stop(), { once: true })
    const port = await Promise.race([listening(child), ended.then(() => null)])
    if (port === null) {
      await log.appendFile(errors)
      signal.throwIfAborted()
      throw startError(errors, logFile)
    }
    return { port, ended, stop }
  } finally {
    await log.close()
  }
}

/** @param written stderr of the service */
export function startError(written: string, logFile: string): StartError {
  const match = SENTENCE.exec(written)
  const [, code] = match ?? []
  if (match === null || code === undefined || code === 'internal') {
    return new StartError(code ?? null, `the service did not start: see ${logFile}`)
  }
  return new StartError(code, written.slice(match.index).trim())
}

function listening(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('message', (message: { listening?: number }) => {
      if (message.listening !== undefined) resolve(message.listening)
    })
  })
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return ended
  askToStop(child)
  const limit = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await ended
  clearTimeout(limit)
}
