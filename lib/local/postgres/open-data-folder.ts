import { mkdir, realpath, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import { listAccounts } from './accounts.ts'
import { hasErrorCode } from './system-error.ts'

export interface DataFolder {
  /** absolute, without symbolic links */
  readonly path: string
  /** uid of the account that an earlier run as root gave the data to; null = the data are ours */
  readonly dataOwner: number | null
}

/**
 * Makes the data folder (mode 0700) or checks that an existing one, and the data in it, are ours.
 * Errors: local_postgres says whose they are and what to do.
 */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const path = resolve(dataDir)
  await mkdir(path, { recursive: true, mode: 0o700 })
  await checkOwner(path)
  return { path: await realpath(path), dataOwner: await findDataOwner(path) }
}

async function checkOwner(path: string): Promise<void> {
  const { uid } = await stat(path)
  if (uid !== ourUid()) throw await foreign(path, uid)
}

async function findDataOwner(path: string): Promise<number | null> {
  const cluster = join(path, 'postgres')
  const found = await stat(cluster).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return null
    throw error
  })
  if (found === null || found.uid === ourUid()) return null
  if (ourUid() !== 0) throw await foreign(cluster, found.uid)
  return found.uid
}

async function foreign(path: string, uid: number): Promise<ReceiverError> {
  const [owner, self] = await Promise.all([nameOf(uid), nameOf(ourUid())])
  return new ReceiverError(
    'local_postgres',
    `${path} belongs to ${owner}, but this process runs as ${self}; start it as ${owner}, remove the folder, or set DATA_DIR to another one`,
  )
}

async function nameOf(uid: number): Promise<string> {
  if (uid === 0) return 'root'
  const account = (await listAccounts()).find((one) => one.uid === uid)
  return account === undefined ? `uid ${uid}` : `${account.name} (uid ${uid})`
}

function ourUid(): number {
  return process.getuid?.() ?? 0
}
