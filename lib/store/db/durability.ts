import type { Pool } from 'pg'
import type { DurabilityRisk } from '../../states.ts'

/** Log texts: the risk and the setting that avoids it. */
export const SENTENCES_OF_RISKS: Readonly<Record<DurabilityRisk, string>> = {
  fsync_off: 'a crash of the database server can lose acknowledged messages: set fsync=on',
  full_page_writes_off:
    'a crash of the database server can damage stored messages: set full_page_writes=on',
  commit_not_flushed:
    'the database confirms commits before they are on disk: set synchronous_commit=on for the role',
  standby_asynchronous:
    'a failover of the database can lose acknowledged messages: set synchronous_standby_names',
}

export interface DurabilityFacts {
  readonly fsync: string
  readonly fullPageWrites: string
  readonly synchronousCommit: string
  /** empty = no commit waits for a standby */
  readonly synchronousStandbyNames: string
  /** connected physical standbys */
  readonly standbys: number
}

/** Values of synchronous_commit that confirm a commit after its flush to disk, also on the standby. */
const FLUSHED = new Set(['on', 'remote_apply'])

/** Pure: the risks of losing an acknowledged message. */
export function durabilityRisks(facts: DurabilityFacts): DurabilityRisk[] {
  const risks: [DurabilityRisk, boolean][] = [
    ['fsync_off', facts.fsync === 'off'],
    ['full_page_writes_off', facts.fullPageWrites === 'off'],
    ['commit_not_flushed', !FLUSHED.has(facts.synchronousCommit)],
    ['standby_asynchronous', facts.standbys > 0 && facts.synchronousStandbyNames.trim() === ''],
  ]
  return risks.filter(([, isAtRisk]) => isAtRisk).map(([risk]) => risk)
}

/**
 * Does not count logical subscribers and backups. Without the role pg_monitor a standby's state is null.
 */
const READ_FACTS = `
  select current_setting('fsync') as fsync,
    current_setting('full_page_writes') as "fullPageWrites",
    current_setting('synchronous_commit') as "synchronousCommit",
    current_setting('synchronous_standby_names') as "synchronousStandbyNames",
    (select count(*)::int from pg_stat_replication
      where coalesce(state, 'streaming') in ('streaming', 'catchup')
        and not exists (select 1 from pg_replication_slots
          where slot_type = 'logical' and active_pid = pg_stat_replication.pid)) as standbys`

export async function readDurability(pool: Pool): Promise<DurabilityFacts> {
  const { rows } = await pool.query<DurabilityFacts>(READ_FACTS)
  return rows[0] as DurabilityFacts
}
