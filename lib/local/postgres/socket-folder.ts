import { createHash } from 'node:crypto'
import { chmod, chown, lstat, mkdir, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import type { RunAs } from './run-as.ts'
import { serverPort } from './server-arguments.ts'
import { hasErrorCode } from './server-process.ts'

// Limit of a socket's path in bytes (unix(7)).
const longestPath = 107

/** The folder beside the data, or in the system's temporary folder if that path is too long. */
export function chooseSocketFolder(home: string, uid: number, temporary: string): string {
  const short = `sf-event-receiver-${uid}-${pathHash(home)}`
  const candidates = [join(home, 'socket'), join(temporary, short)]
  return candidates.find(fits) ?? join('/tmp', short)
}

function fits(folder: string): boolean {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${serverPort}`)) <= longestPath
}

/**
 * Creates the folder with mode 0700 for the server's account. The server admits everyone who can
 * enter it, so an existing public folder must belong to that account and be closed to others.
 * Errors: local_postgres.
 */
export async function openSocketFolder(
  folder: string,
  home: string,
  owner: RunAs['owner'],
): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
    if (dirname(folder) !== home) await checkFolder(folder, owner.uid)
  }
  await chown(folder, owner.uid, owner.gid)
  await chmod(folder, 0o700)
}

export async function closeSocketFolder(folder: string): Promise<void> {
  await rmdir(folder).catch(() => undefined)
}

async function checkFolder(folder: string, uid: number): Promise<void> {
  const found = await lstat(folder)
  if (found.isDirectory() && found.uid === uid && (found.mode & 0o777) === 0o700) return
  throw new ReceiverError(
    'local_postgres',
    `${folder} is there, but is not a folder of uid ${uid} with mode 0700; remove it`,
  )
}

/** A short, stable name for a path: 16 hex digits. */
export function pathHash(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16)
}
