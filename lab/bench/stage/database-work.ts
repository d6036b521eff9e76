import type { BenchDatabase } from './database.ts'
import type { Stage } from './open-stage.ts'

/** The work of the database server so far. */
interface DatabaseWork {
  /** CPU (ms); null where the system does not tell */
  readonly cpuMs: number | null
  /** bytes written to the write-ahead log, full-page images included */
  readonly walBytes: number
  /** of this database alone */
  readonly commits: number
}

/** The work of the database server per message. */
export interface WorkPerMessage {
  readonly cpuUs: number | null
  readonly walBytes: number
  readonly commits: number
}

/** Each session reports its commits once a second at most, and at its end. */
const READ = `
  select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as "walBytes",
    (select xact_commit::float8 from pg_stat_database where datname = current_database()) as commits`

export async function databaseWork(stage: Stage, database: BenchDatabase): Promise<DatabaseWork> {
  const { walBytes, commits } = await database.row<{ walBytes: number; commits: number }>(READ)
  return { cpuMs: await stage.databaseCpuMs(), walBytes, commits }
}

export function workPerMessage(
  before: DatabaseWork,
  after: DatabaseWork,
  messages: number,
): WorkPerMessage {
  const cpuMs = before.cpuMs === null || after.cpuMs === null ? null : after.cpuMs - before.cpuMs
  return {
    cpuUs: cpuMs === null ? null : (cpuMs * 1_000) / messages,
    walBytes: (after.walBytes - before.walBytes) / messages,
    commits: (after.commits - before.commits) / messages,
  }
}
