import { readFile } from 'node:fs/promises'
import { ReceiverError } from '../../errors.ts'
import { identifyProcess, isLiving, type ProcessIdentity } from './process-identity.ts'
import { hasErrorCode } from './system-error.ts'
import { waitUntil } from './wait-until.ts'

/** The process with this pid if it is a server of these data, else null. */
export async function identifyServer(
  pid: number,
  cluster: string,
): Promise<ProcessIdentity | null> {
  const identity = await identifyProcess(pid)
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return commandLine.split('\0').includes(cluster) ? identity : null
}

/**
 * Ends a server: at first without waiting for its clients (SIGINT, a clean end), then hard (SIGQUIT,
 * the next start recovers). Errors: local_postgres when it is still there after 30 seconds.
 */
export async function stopServer(server: ProcessIdentity): Promise<void> {
  for (const [signal, timeoutMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!(await isLiving(server))) return
    sendSignal(server.pid, signal)
    const gone = async () => ((await isLiving(server)) ? null : true)
    if (await waitUntil(gone, { timeoutMs, everyMs: 10 })) return
  }
  throw new ReceiverError(
    'local_postgres',
    `the local PostgreSQL (process ${server.pid}) does not stop; end it by hand`,
  )
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!hasErrorCode(error, 'ESRCH')) throw error
  }
}
