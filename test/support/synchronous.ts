import { settledOrTimeout } from './eventually.ts'
import type { PostgresNode } from './postgres-node.ts'

/** Sets which standbys each commit waits for; an empty text = none. Works on a standby as well. */
export async function setSynchronous(node: PostgresNode, names: string): Promise<void> {
  await node.query(`alter system set synchronous_standby_names = '${names}'`)
  await node.query('select pg_reload_conf()')
  await settledOrTimeout(async () => {
    const [row] = await node.query('show synchronous_standby_names')
    return row?.synchronous_standby_names === names
  }, 'the setting to be in force')
}

/** Resolves once a standby confirms commits and has all that was committed before. */
export async function waitForSynchronousStandby(node: PostgresNode): Promise<void> {
  const [now] = await node.query<{ lsn: string }>('select pg_current_wal_lsn()::text as lsn')
  await settledOrTimeout(
    async () => {
      const rows = await node.query(
        `select 1 from pg_stat_replication
         where sync_state in ('sync', 'quorum') and flush_lsn >= '${now?.lsn}'::pg_lsn`,
      )
      return rows.length > 0
    },
    'a synchronous standby',
    60_000,
  )
}
