import { chown, copyFile, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { copyCluster, type Owner } from '../../test/support/copy-cluster.ts'
import type { PostgresNode } from '../../test/support/postgres-node.ts'

/** Copies a running server between `pg_backup_start` and `pg_backup_stop`, with the log to recover it. */
export async function takeBaseBackup(
  from: PostgresNode,
  folder: string,
  owner: Owner,
): Promise<void> {
  const client = new pg.Client(from.connection)
  await client.connect()
  try {
    await client.query(`select pg_backup_start('scan', true)`)
    await copyCluster(from.data, folder, owner)
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    )
    const label = path.join(folder, 'backup_label')
    await writeFile(label, rows[0]?.labelfile ?? '')
    await chown(label, owner.uid, owner.gid)
  } finally {
    await client.end()
  }
  for (const entry of await readdir(path.join(from.data, 'pg_wal'), { withFileTypes: true })) {
    if (!entry.isFile()) continue
    const copy = path.join(folder, 'pg_wal', entry.name)
    await copyFile(path.join(from.data, 'pg_wal', entry.name), copy)
    await chown(copy, owner.uid, owner.gid)
  }
}
