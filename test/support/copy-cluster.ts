import { chown, copyFile, mkdir, readdir, readlink, symlink } from 'node:fs/promises'
import { join } from 'node:path'

/** Their contents belong to the running server (documentation of pg_basebackup). */
const EMPTY = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_stat_tmp'])
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'standby.signal', 'backup_label'])

export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Copies the data of a running server between the start and the end of a backup. */
export async function copyCluster(from: string, to: string, owner: Owner): Promise<void> {
  await copyFolder(from, to, owner, (name) => !LEFT_OUT.has(name))
  for (const name of EMPTY) await makeFolder(join(to, name), owner)
  await makeFolder(join(to, 'pg_wal', 'archive_status'), owner)
  await makeFolder(join(to, 'pg_wal', 'summaries'), owner)
}

async function copyFolder(
  from: string,
  to: string,
  owner: Owner,
  isWanted: (name: string) => boolean,
): Promise<void> {
  await makeFolder(to, owner)
  const entries = await readdir(from, { withFileTypes: true })
  const wanted = entries.filter(({ name }) => isWanted(name) && !EMPTY.has(name))
  await Promise.all(
    wanted.map(async (entry) => {
      const [source, target] = [join(from, entry.name), join(to, entry.name)]
      if (entry.isDirectory()) await copyFolder(source, target, owner, () => true)
      else if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
      else await copyOne(source, target, owner)
    }),
  )
}

/** The server may remove a file meanwhile; recovery does not need it then. */
async function copyOne(source: string, target: string, { uid, gid }: Owner): Promise<void> {
  try {
    await copyFile(source, target)
    await chown(target, uid, gid)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

async function makeFolder(path: string, { uid, gid }: Owner): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await chown(path, uid, gid)
}
