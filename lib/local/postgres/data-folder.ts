import { chmod, mkdir, readFile, realpath, rm, stat, symlink } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import { listAccounts, type RunAs } from './run-as.ts'
import { runProgram } from './run-program.ts'
import { hasErrorCode } from './server-process.ts'
import { pathHash } from './socket-folder.ts'

export interface DataFolder {
  /** absolute, without symbolic links */
  readonly path: string
  /** uid of the account to which an earlier run as root gave the data; null = the data are ours */
  readonly dataOwner: number | null
}

/**
 * Creates the data folder (mode 0700), or checks that it and its data are ours. Errors:
 * local_postgres.
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

/** The place of the server's files. */
export interface Home {
  readonly folder: string
  /** the data: `<folder>/postgres` */
  readonly cluster: string
  /** major version of the data; null before initdb */
  readonly dataVersion: string | null
}

/**
 * The data folder itself, or a folder under /var/lib if the server's account cannot reach it, for
 * example below /root. Then `postgres` in the data folder is a link. Errors: local_postgres.
 */
export async function findHome(dataDir: string, runAs: RunAs): Promise<Home> {
  // The account must be able to pass through; secret files have their own modes.
  if (runAs.kind === 'account') await chmod(dataDir, 0o711)
  const cluster = await realpath(join(dataDir, 'postgres')).catch(() => null)
  if (cluster !== null) {
    const folder = dirname(cluster)
    if (await reaches(runAs, folder)) return describe(folder)
    throw unreachable(cluster)
  }
  if (await reaches(runAs, dataDir)) return describe(dataDir)

  const elsewhere = join('/var/lib/sf-event-receiver', pathHash(dataDir))
  await mkdir(elsewhere, { recursive: true, mode: 0o711 }).catch((error: unknown) => {
    if (!hasErrorCode(error, 'EACCES', 'EROFS')) throw error
    throw unreachable(dataDir)
  })
  if ((await stat(elsewhere)).uid === 0 && (await reaches(runAs, elsewhere))) {
    return describe(elsewhere)
  }
  throw unreachable(elsewhere)
}

/** Links to the data if they are elsewhere. */
export async function linkHome(dataDir: string, { folder, cluster }: Home): Promise<void> {
  if (folder === dataDir) return
  const link = join(dataDir, 'postgres')
  await rm(link, { force: true })
  await symlink(cluster, link)
}

async function describe(folder: string): Promise<Home> {
  const cluster = join(folder, 'postgres')
  const version = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => null)
  return { folder, cluster, dataVersion: version?.trim() ?? null }
}

async function reaches(runAs: RunAs, folder: string): Promise<boolean> {
  if (runAs.kind === 'self') return true
  const test = runAs.kind === 'account' ? 'test -x "$0"' : 'test -x "$0" && test -w "$0"'
  return (await runProgram(runAs.command('/bin/sh', ['-c', test, folder]), 5_000)).ok
}

function unreachable(path: string): ReceiverError {
  return new ReceiverError(
    'local_postgres',
    `PostgreSQL, which does not run as root, cannot reach ${path}; set DATA_DIR to a folder that other users may enter, or set DATABASE_URL`,
  )
}
