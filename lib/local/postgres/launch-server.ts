import { type ChildProcess, spawn } from 'node:child_process'
import { type FileHandle, open, rename, stat } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'
import { readPostmasterFile, removeStalePidFile } from './postmaster-file.ts'
import { apart, type Command, programEnvironment } from './run-program.ts'
import { identifyProcess, type ProcessIdentity, stopServer, waitUntil } from './server-process.ts'

/** Enough to replay `max_wal_size` after a crash on a slow disk. */
const readyTimeoutMs = 120_000
const retryForMs = 15_000
const retryEveryMs = 250

type Launch =
  | { readonly kind: 'ready'; readonly server: ProcessIdentity }
  | { readonly kind: 'failed'; readonly reason: string; readonly passing: boolean }

/**
 * Starts the server and waits until it accepts connections. Retries for 15 seconds while processes
 * of a killed predecessor use the data. Errors: local_postgres with the server's message.
 */
export async function launchServer(
  command: Command,
  cluster: string,
  logPath: string,
): Promise<ProcessIdentity> {
  const end = performance.now() + retryForMs
  for (;;) {
    await removeStalePidFile(cluster)
    const launch = await launchOnce(command, cluster, logPath)
    if (launch.kind === 'ready') return launch.server
    if (!launch.passing || performance.now() > end) {
      throw new ReceiverError(
        'local_postgres',
        `the local PostgreSQL did not start: ${launch.reason}; see ${logPath}`,
      )
    }
    await delay(retryEveryMs)
  }
}

async function launchOnce(command: Command, cluster: string, logPath: string): Promise<Launch> {
  const log = await openServerLog(logPath)
  try {
    const child = spawn(command.file, command.args, {
      ...command.account,
      cwd: '/',
      env: programEnvironment,
      ...apart,
      stdio: ['ignore', log.fd, log.fd],
    })
    child.unref()
    return await follow(child, cluster, log)
  } finally {
    await log.close()
  }
}

async function follow(child: ChildProcess, cluster: string, log: ServerLog): Promise<Launch> {
  const failures: string[] = []
  child.once('error', (error) => failures.push(error.message))
  const ended = () => failures.length > 0 || child.exitCode !== null || child.signalCode !== null
  const state = await waitUntil(
    async () => {
      if (ended()) return 'ended'
      const file = await readPostmasterFile(cluster)
      return file?.pid === child.pid && file?.status === 'ready' ? 'ready' : null
    },
    { timeoutMs: readyTimeoutMs, everyMs: 10 },
  )
  const server = child.pid === undefined ? null : await identifyProcess(child.pid)
  if (state === 'ready' && server !== null) return { kind: 'ready', server }
  if (server !== null) await stopServer(server)
  const written = await log.tail()
  return {
    kind: 'failed',
    reason: failures.at(0) ?? lastError(written) ?? 'it was not ready in time',
    passing: isPassing(written),
  }
}

/** Processes of a killed predecessor still use the data. */
export function isPassing(written: string): boolean {
  return /is still in use|lock file "[^"]*" already exists/.test(written)
}

export function lastError(written: string): string | undefined {
  const all = written.split('\n').filter((line) => line.trim() !== '')
  // The line before names the setting.
  const lines = all.filter((line) => !/configuration file .* contains errors/.test(line))
  return lines.findLast((line) => /\b(FATAL|PANIC)\b/.test(line)) ?? lines.at(-1)
}

const longestLog = 1_048_576
const longestTail = 8_192

/** Log output goes to a file: a pipe would break if the service ends first. */
export interface ServerLog {
  readonly path: string
  readonly fd: number
  /** the last 8 KiB written since the file was opened */
  tail(): Promise<string>
  close(): Promise<void>
}

/** Opens the file for appending; rotates it above 1 MiB and keeps one old file. */
export async function openServerLog(path: string): Promise<ServerLog> {
  const size = await sizeOf(path)
  if (size > longestLog) await rename(path, `${path}.1`)
  const handle = await open(path, 'a+', 0o600)
  const { size: start } = await handle.stat()
  return {
    path,
    fd: handle.fd,
    tail: () => readFrom(handle, start),
    close: () => handle.close(),
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

async function readFrom(handle: FileHandle, start: number): Promise<string> {
  const { size } = await handle.stat()
  const position = Math.max(start, size - longestTail)
  const { buffer, bytesRead } = await handle.read(
    Buffer.alloc(longestTail),
    0,
    longestTail,
    position,
  )
  return buffer.toString('utf8', 0, bytesRead)
}
