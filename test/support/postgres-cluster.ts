import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { initCluster } from '../../lib/local/postgres/init-cluster.ts'
import { type Binaries, prepareBinaries } from '../../lib/local/postgres/prepare-binaries.ts'
import { findRunAs, type RunAs } from '../../lib/local/postgres/run-as.ts'
import { copyCluster } from './copy-cluster.ts'
import { createNode, followPrimary, type PostgresNode, removeData } from './postgres-node.ts'

export interface PostgresPrograms {
  readonly runAs: RunAs
  readonly binaries: Binaries
}

/** PostgreSQL servers of which one follows the other; `standby.signal` needs no further program. */
export interface PostgresCluster {
  /** runs, with empty data */
  readonly primary: PostgresNode
  /** Gives a node fresh data of the primary and starts it as its standby. */
  follow(node: PostgresNode, primary: PostgresNode): Promise<void>
  readonly standby: PostgresNode
  close(): Promise<void>
}

export async function startPostgresCluster(): Promise<PostgresCluster> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sfer-cluster-'))
  const runAs = await findRunAs(null, true)
  const programs = { runAs, binaries: await prepareBinaries(folder, runAs) }
  const primary = await createNode(programs, folder, 'node_a')
  const standby = await createNode(programs, folder, 'node_b')
  const home = { folder: path.dirname(primary.data), cluster: primary.data, dataVersion: null }
  await initCluster(home, programs.binaries.initdb, runAs)
  await primary.start()
  return {
    primary,
    standby,
    async follow(node, from) {
      await removeData(node)
      await copyRunning(node, from, runAs)
      await followPrimary(node, from)
      await node.start()
    },
    async close() {
      await Promise.all([primary.kill(), standby.kill()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A base backup: the copy begins and ends where the server says, so that recovery makes it whole. */
async function copyRunning(node: PostgresNode, from: PostgresNode, { owner }: RunAs) {
  const client = new pg.Client(from.connection)
  await client.connect()
  try {
    await client.query(`select pg_backup_start('copy', true)`)
    await copyCluster(from.data, node.data, owner)
    const { rows } = await client.query<{ labelfile: string }>(
      'select labelfile from pg_backup_stop(false)',
    )
    const label = path.join(node.data, 'backup_label')
    await writeFile(label, rows[0]?.labelfile ?? '')
    await chown(label, owner.uid, owner.gid)
  } finally {
    await client.end()
  }
}
