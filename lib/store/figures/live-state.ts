import type { Pool } from 'pg'
import { run, type Statement } from '../statements/statement.ts'

/** What a page has to look again for, in a few values that are cheap to read. */
export interface LiveState {
  readonly messages: { readonly newest: string | null }
  readonly refusals: { readonly newest: string | null }
  readonly parked: { readonly lanes: number }
  /** lanes in which something is to be done */
  readonly open: number
  /** of the latest attempts that ended */
  readonly settled: string | null
}

const statement: Statement = {
  name: 'read-live-state',
  text: `
    select (select id from message order by id desc limit 1) as message,
      (select id from refusal order by id desc limit 1) as refusal,
      (select count(*)::int from lane where status = 'parked') as parked,
      (select count(*)::int from (select from lane where due_at is not null limit 10000) l) as open,
      (select max(coalesce(ended_at, started_at))::text from (
        select ended_at, started_at from attempt order by message_id desc, ordinal desc limit 50) a) as settled`,
}

export async function readLiveState(pool: Pool): Promise<LiveState> {
  const [row] = await run<{
    message: string | null
    refusal: string | null
    parked: number
    open: number
    settled: string | null
  }>(pool, statement, [])
  return {
    messages: { newest: row?.message ?? null },
    refusals: { newest: row?.refusal ?? null },
    parked: { lanes: row?.parked ?? 0 },
    open: row?.open ?? 0,
    settled: row?.settled ?? null,
  }
}
