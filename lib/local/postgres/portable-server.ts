import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { dirname, join, relative } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'
import type { RunningServer } from './keep-running.ts'
import { isPassing, lastError, openServerLog } from './launch-server.ts'
import { configFile, loopback, writePortableFiles } from './portable-files.ts'
import { type PostmasterFile, readPostmasterFile } from './postmaster-file.ts'
import type { RunAs } from './run-as.ts'
import { apart, type Command, programEnvironment, runProgram } from './run-program.ts'
import { hasErrorCode, processExists, waitUntil } from './server-process.ts'

const readySeconds = 120
const retryForMs = 15_000
const retryEveryMs = 250
const settleTimeoutMs = 5_000

export interface PortableServerOptions {
  readonly cluster: string
  readonly pgCtl: string
  readonly runAs: RunAs
  readonly settings: Readonly<Record<string, string>>
}

/**
 * Starts the server with `pg_ctl`, which on Windows gives up an administrator's rights. Retries for
 * 15 seconds while processes of a killed predecessor use the data. Errors: local_postgres with the
 * server's message.
 */
export async function launchPortable(
  options: PortableServerOptions,
  port: number,
): Promise<RunningServer> {
  const { cluster, runAs, settings } = options
  await writePortableFiles(cluster, port, settings, runAs)
  const logPath = join(dirname(cluster), 'postgres.log')
  const end = performance.now() + retryForMs
  for (;;) {
    const written = await startOnce(options, logPath)
    if (written === null) break
    if (!isPassing(written) || performance.now() > end) {
      const reason = lastError(written) ?? 'it was not ready in time'
      throw failed(`the local PostgreSQL did not start: ${reason}; see ${logPath}`)
    }
    await delay(retryEveryMs)
  }
  const file = await readPostmasterFile(cluster)
  if (file === null) throw failed(`the local PostgreSQL ended at its start; see ${logPath}`)
  const { pid } = file
  return {
    pid,
    isLiving: () => processExists(pid),
    stop: () => stopPortable(options, pid),
  }
}

/** @returns null = it accepts connections; else its output */
async function startOnce(options: PortableServerOptions, logPath: string): Promise<string | null> {
  const { cluster, runAs } = options
  const log = await openServerLog(logPath)
  try {
    await chown(logPath, runAs.owner.uid, runAs.owner.gid)
    // `pg_ctl` gives its options to a shell: they are constants, and the paths relative.
    const { file, args, account, cwd, environment } = pgCtl(options, 'start', [
      ...['-t', String(readySeconds)],
      ...['-l', relative(cluster, logPath)],
      ...['-o', `-c config_file=${configFile}`],
    ])
    // The server inherits pipes on Windows, so that they would never end.
    const child = spawn(file, args, {
      ...account,
      ...apart,
      cwd,
      env: { ...programEnvironment, ...environment },
      stdio: 'ignore',
    })
    const [code] = (await once(child, 'exit')) as [number | null]
    if (code === 0) return null
    return (await log.tail()) || `${file} ended with ${code}`
  } finally {
    await log.close()
  }
}

/**
 * Stops the server that a killed service left. Only for the owner of the data folder. A pid that
 * another program has taken is forgotten.
 */
export async function stopLeftServer(options: PortableServerOptions): Promise<number | null> {
  const { cluster } = options
  const look = async (): Promise<{ left: number | null; isTaken?: boolean } | null> => {
    const file = await readPostmasterFile(cluster)
    if (file === null || !(await processExists(file.pid))) return { left: null }
    const answer = await askServer(file)
    if (answer === 'postgres') return { left: file.pid }
    return answer === 'refused' && file.status === 'ready' ? { left: null, isTaken: true } : null
  }
  const found = await waitUntil(look, { timeoutMs: settleTimeoutMs, everyMs: 50 })
  if (found === null || found.isTaken) await rm(join(cluster, 'postmaster.pid'), { force: true })
  if (found === null || found.left === null) return null
  await stopPortable(options, found.left)
  return found.left
}

/** Stops it at once, then without a checkpoint, after which the next start recovers. */
async function stopPortable(options: PortableServerOptions, pid: number): Promise<void> {
  for (const [mode, seconds] of [
    ['fast', 20],
    ['immediate', 10],
  ] as const) {
    if (!(await processExists(pid))) return
    const command = pgCtl(options, 'stop', ['-m', mode, '-t', String(seconds)])
    await runProgram(command, (seconds + 5) * 1_000)
    const gone = async () => ((await processExists(pid)) ? null : true)
    if (await waitUntil(gone, { timeoutMs: 1_000, everyMs: 10 })) return
  }
  throw failed(`the local PostgreSQL (process ${pid}) does not stop; end it by hand`)
}

function pgCtl(
  { cluster, pgCtl, runAs }: PortableServerOptions,
  action: 'start' | 'stop',
  args: readonly string[],
): Command {
  return {
    ...runAs.command(pgCtl, [action, '-w', ...args]),
    cwd: cluster,
    environment: { PGDATA: cluster },
  }
}

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const probeTimeoutMs = 2_000

type Answer = 'postgres' | 'refused' | 'other'

/** Asks for TLS, which every PostgreSQL answers, also while it starts. */
function askServer({ port, socketFolder }: PostmasterFile): Promise<Answer> {
  const isTcp = socketFolder === ''
  const path = join(socketFolder, `.s.PGSQL.${port}`)
  return new Promise((resolve) => {
    const socket = isTcp ? connect({ host: loopback, port }) : connect(path)
    const end = (answer: Answer) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(probeTimeoutMs, () => end('other'))
    socket.once('connect', () => socket.write(sslRequest))
    socket.once('data', (data) => end(/^[NS]/.test(data.toString('latin1')) ? 'postgres' : 'other'))
    socket.once('end', () => end('other'))
    socket.once('error', (error) =>
      end(hasErrorCode(error, 'ECONNREFUSED', 'ENOENT') ? 'refused' : 'other'),
    )
  })
}

/** A port of loopback that is free now. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, loopback)
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw failed('no port is free')
  return address.port
}

function failed(message: string): ReceiverError {
  return new ReceiverError('local_postgres', message)
}
