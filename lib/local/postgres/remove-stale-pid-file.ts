import { readdir, readlink, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { readPostmasterFile } from './postmaster-file.ts'
import { hasErrorCode } from './system-error.ts'

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
  const { uid: owner } = await stat(cluster)
  for (const name of await readdir('/proc')) {
    if (/^\d+$/.test(name) && (await worksIn(`/proc/${name}`, cluster, owner))) return true
  }
  return false
}

async function worksIn(processPath: string, cluster: string, owner: number): Promise<boolean> {
  try {
    return (await readlink(join(processPath, 'cwd'))) === cluster
  } catch (error) {
    if (!hasErrorCode(error, 'EACCES', 'EPERM')) return false
    return stat(processPath).then(
      ({ uid }) => uid === owner,
      () => false,
    )
  }
}
