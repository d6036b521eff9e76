import { readdir, readFile, readlink, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasErrorCode } from './server-process.ts'

/** What a running server writes into `postmaster.pid` in its data. */
export interface PostmasterFile {
  readonly pid: number
  readonly port: number
  readonly socketFolder: string
  /** `starting`, `ready`, `stopping`, `standby`; empty in the first moments */
  readonly status: string
}

/** Reads the lines pid, data, start time, port, socket folder, address, shared memory, status. */
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

/** null = no server has run here since the last clean stop. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => null)
  return text === null ? null : parsePostmasterFile(text)
}

/**
 * PostgreSQL clears up after a killed predecessor by itself, except when the predecessor's pid is
 * taken: by a zombie that nobody waits for, or, after a restart of a container, by any process. Then
 * its notes are removed, if no process of it is left. Not to be called while a server lives.
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

/** Every process of a server has the data as its working folder. In doubt: true. */
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
    // A process of another account hides its folder, but not the name of its program.
    const program = await readFile(join(processFolder, 'comm'), 'utf8').catch(() => '')
    return program.trim() === 'postgres'
  }
}
