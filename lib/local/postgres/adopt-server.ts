import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import { readPostmasterFile } from './postmaster-file.ts'
import { identifyServer, type ProcessIdentity, stopServer, waitUntil } from './server-process.ts'

const settleTimeoutMs = 15_000

/**
 * The running server of a killed service, if it accepts connections and has our arguments; stops
 * any other server of these data. Only for the owner of the data folder. null = none
 */
export async function adoptServer(
  cluster: string,
  serverArgs: readonly string[],
): Promise<ProcessIdentity | null> {
  const server = await findServer(cluster)
  if (server === null) {
    await refuseUnseenServer(cluster)
    return null
  }
  const ready = async () => {
    if ((await findServer(cluster)) === null) return 'gone'
    return (await readPostmasterFile(cluster))?.status === 'ready' ? 'ready' : null
  }
  const state = await waitUntil(ready, { timeoutMs: settleTimeoutMs, everyMs: 20 })
  if (state === 'ready' && (await startedWith(cluster, serverArgs))) return server
  await stopServer(server)
  return null
}

async function findServer(cluster: string): Promise<ProcessIdentity | null> {
  const file = await readPostmasterFile(cluster)
  return file === null ? null : identifyServer(file.pid, cluster)
}

/** A server in another container has its own pids, but its socket answers. */
async function refuseUnseenServer(cluster: string): Promise<void> {
  const file = await readPostmasterFile(cluster)
  if (file === null) return
  if (!(await listens(join(file.socketFolder, `.s.PGSQL.${file.port}`)))) return
  throw new ReceiverError(
    'local_data_in_use',
    `data in ${cluster} are used by a PostgreSQL that this process cannot see, in another container perhaps; stop it or set DATA_DIR`,
  )
}

/** The server stores its command line: the program, then each argument in double quotes. */
async function startedWith(cluster: string, serverArgs: readonly string[]): Promise<boolean> {
  const noted = await readFile(join(cluster, 'postmaster.opts'), 'utf8').catch(() => '')
  return noted.trimEnd().endsWith(`/postgres ${serverArgs.map((arg) => `"${arg}"`).join(' ')}`)
}

/** Whether a server accepts connections on this Unix socket. */
export function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    const end = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(2_000, () => end(true))
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
