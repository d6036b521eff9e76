import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { Vault } from '../../lib/encryption/vault.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { startPostgresCluster } from '../../test/support/postgres-cluster.ts'
import type { PostgresNode } from '../../test/support/postgres-node.ts'
import { createTestBed, type TestBed } from '../../test/support/test-service.ts'
import { openTestVault } from '../../test/support/test-vault.ts'

const DATABASE = 'scan'

/** A server with the events, a second one for a restored backup, and a folder for copies. */
export interface Stage {
  readonly bed: TestBed
  readonly primary: PostgresNode
  readonly restored: PostgresNode
  /** the server's own log */
  readonly postgresLog: string
  /** of the base backup */
  readonly backup: string
  /** a copy of the key store */
  readonly copiedKeys: string
  /** the base backup becomes the data of the second server, which starts */
  restore(): Promise<pg.Pool>
  close(): Promise<void>
}

export async function openStage(keep: boolean): Promise<Stage> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sfer-scan-'))
  const cluster = await startPostgresCluster()
  const { primary, standby: restored } = cluster
  // Any statement and any parameter may reach the log of the server: they must hold no clear text.
  await primary.query(`alter system set log_statement = 'all'`)
  await primary.query('alter system set log_parameter_max_length_on_error = -1')
  await primary.query('select pg_reload_conf()')
  await primary.query(`create database ${DATABASE}`)
  const authorizationKeys = path.join(folder, 'authorization')
  await mkdir(authorizationKeys)
  // biome-ignore lint/style/noProcessEnv: the test bed reads the folder of its keys from there
  process.env.TEST_KEYS = authorizationKeys
  const connection = { ...primary.connection, database: DATABASE }
  const url = `postgresql:///${DATABASE}?host=${connection.host}&port=${connection.port}&user=${connection.user}`
  const bed = await createTestBed({ connection, url, drop: async () => undefined })
  const backup = restored.data
  let pool: pg.Pool | null = null
  return {
    ...{ bed, primary, restored, backup },
    postgresLog: path.join(
      path.dirname(path.dirname(primary.data)),
      `${primary.name}.postgres.log`,
    ),
    copiedKeys: path.join(folder, 'keys'),
    async restore() {
      await restored.start()
      pool = new pg.Pool({ ...restored.connection, database: DATABASE, max: 2 })
      pool.on('error', () => undefined)
      return pool
    },
    async close() {
      await bed.stop()
      await pool?.end()
      await primary.stop()
      await restored.stop()
      if (keep) return
      await cluster.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Copies the key store of a bed, as a thief or an operator could. */
export async function copyKeys(bed: TestBed, to: string): Promise<void> {
  await cp(bed.keys.KEYS_DIR ?? '', to, { recursive: true })
}

/** Opens a key store in a folder, without any key in a cache. */
export async function openKeys(bed: TestBed, folder: string, pool: pg.Pool): Promise<Vault> {
  const vault = await openTestVault({ ...bed.keys, KEYS_DIR: folder })
  giveVault(pool, vault)
  return vault
}
