import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasErrorCode } from './server-process.ts'

/** The content of `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number
  readonly port: number
  readonly socketFolder: string
  /** `starting`, `ready`, `stopping`, `standby`; empty at first */
  readonly status: string
}

/** The lines are pid, data, start time, port, socket folder, address, shared memory, status. */
export function parsePostmasterFile(text: string): PostmasterFile | null {
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  return {
    pid,
    port: Number(lines[3] ?? 0),
    socketFolder: lines[4] ?? '',
    status: lines[7] ?? '',
  }
}

/** null = no server since the last clean stop */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => null)
  return text === null ? null : parsePostmasterFile(text)
}

/**
 * PostgreSQL cleans up after a killed predecessor, unless the predecessor's pid is taken by a
 * zombie or, after a restart of a container, by another process. Then this removes its files, if
 * none of its processes is left. Do not call it while a server runs.
 */
export async function removeStalePidFile(cluster: string): Promise<void> {
  const file = await readPostmasterFile(cluster)
  if (file === null || !(await pidIsTaken(file.pid)) || (await isInhabited(cluster))) return
  await rm(join(file.socketFolder, `.s.PGSQL.${file.port}.lock`), { force: true })
  await rm(join(cluster, 'postmaster.pid'), { force: true })
}

async function pidIsTaken(pid: number): Promise<boolean> {
  return stat(`/proc/${pid}`).then(
    () => true,
    () => false,
  )
}

/** The working folder of all server processes is the data. If in doubt: true. */
async function isInhabited(cluster: string): Promise<boolean> {
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await worksIn(`/proc/${name}`, cluster))) return true
  }
  return false
}

async function worksIn(processFolder: string, cluster: string): Promise<boolean> {
  try {
    return (await readlink(join(processFolder, 'cwd'))) === cluster
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) return false
    // A process of another account hides its folder, but not its program name.
    const program = await readFile(join(processFolder, 'comm'), 'utf8').catch(() => '')
    return program.trim() === 'postgres'
  }
}
