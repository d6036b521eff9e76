import type { Pool } from 'pg'
import { matchesType } from '../../events/select-events.ts'
import { query } from '../db/query.ts'
import { sql } from '../db/sql.ts'
import { messagesWithout, missedEvent } from './actionable-messages.ts'
import { rangeOf } from './read-page.ts'
import type { RecordFilter } from './record-filter.ts'

/** The counts end at this many messages of the period, the oldest first. */
const MAX_EXAMINED = 20_000

export interface MissedTypes {
  readonly types: readonly { readonly type: string | null; readonly events: number }[]
  /** numbers may be higher */
  readonly atLeast: boolean
}

/**
 * Counts events that a handler takes and has not received, by type, most first.
 * @param on event types and patterns of the handler. A predicate is not asked: it counts all types
 */
export async function countMissedTypes(
  pool: Pool,
  { id, on }: { readonly id: number; readonly on: readonly string[] },
  filter: RecordFilter,
): Promise<MissedTypes> {
  const { source, joins, where } = await messagesWithout(pool, id, filter)
  const examined = source(rangeOf(filter, null, 'asc'), MAX_EXAMINED)
  const [rows, [end]] = await Promise.all([
    query<{ type: string | null; events: number }>(
      pool,
      sql`select e.type, count(*)::int as events from ${examined} x ${joins}
        join event e on e.message_id = m.id and ${missedEvent(id, filter.types)}
        where ${where} group by e.type order by count(*) desc, e.type`,
    ),
    query<{ examined: number }>(pool, sql`select count(*)::int as examined from ${examined} x`),
  ])
  return {
    types: rows.filter(({ type }) => takesType(on, type)),
    atLeast: (end?.examined ?? 0) >= MAX_EXAMINED,
  }
}

function takesType(on: readonly string[], type: string | null): boolean {
  return on.some((pattern) => pattern.startsWith('predicate ') || matchesType(pattern, type))
}
