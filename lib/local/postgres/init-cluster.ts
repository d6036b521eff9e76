import { chown, mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import type { Home } from './data-folder.ts'
import { makePasswordFile } from './password-file.ts'
import type { RunAs } from './run-as.ts'
import { runProgram } from './run-program.ts'
import { hasErrorCode } from './server-process.ts'

export const superuser = 'postgres'
const draftPrefix = 'postgres.new-'

/** Removes the rest of a killed initdb. Only the owner of the data folder may do this. */
export async function removeDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.startsWith(draftPrefix)) continue
    // That initdb may still be writing: the next start removes the rest.
    await rm(join(home, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

/** Creates the data under another name first, so that they are complete or absent. */
export async function initCluster(home: Home, initdb: string, runAs: RunAs): Promise<void> {
  const passwordFile = await makePasswordFile(home.folder, runAs)
  try {
    await initWith(passwordFile, home, initdb, runAs)
  } catch (error) {
    await rm(passwordFile, { force: true })
    throw error
  }
}

async function initWith(
  passwordFile: string,
  { folder, cluster }: Home,
  initdb: string,
  runAs: RunAs,
): Promise<void> {
  const draft = await mkdtemp(join(folder, draftPrefix))
  if (runAs.kind === 'account') await chown(draft, runAs.owner.uid, runAs.owner.gid)
  const ended = await runProgram(
    runAs.command(initdb, [
      `--pgdata=${draft}`,
      `--username=${superuser}`,
      '--no-locale',
      '--encoding=UTF8',
      `--pwfile=${passwordFile}`,
      // The folder of the socket protects the native server. The portable one has rules of its own.
      '--auth-local=trust',
      '--auth-host=reject',
      '--set=timezone=UTC',
      '--set=log_timezone=UTC',
    ]),
    120_000,
  )
  if (!ended.ok) {
    await rm(draft, { recursive: true, force: true })
    throw new ReceiverError(
      'local_postgres',
      `initdb failed in ${folder}: ${ended.reason}; fix that or set DATABASE_URL`,
    )
  }
  await rename(draft, cluster).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true })
    if (!hasErrorCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw error
    throw new ReceiverError(
      'local_postgres',
      `${cluster} is there, but holds no PostgreSQL data; move it away or set DATA_DIR`,
    )
  })
  await syncFolder(folder)
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folders.
  const handle = await open(path).catch(() => null)
  await handle?.sync().finally(() => handle.close())
}
