import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { both } from '../db/transaction.ts'

/** The latest records of a lane, and the contents before them. */
export interface LatestRecord {
  readonly id: string
  /** null = none yet */
  readonly content: string | null
  readonly messageId: string | null
  readonly ordinals: readonly number[] | null
  readonly receivedAt: Date
  /** newest last */
  readonly recent: readonly string[]
  readonly recentAt: readonly Date[]
}

const lock = defineStatement({
  name: 'lock-latest-records',
  // Also locks existing rows without changing them, so that retention skips them. The next statement
  // reads the rows, because this one's snapshot may be older than the lock.
  text: `
    insert into latest_record (id) select id from unnest($1::uuid[]) as wanted (id) order by id
    on conflict (id) do update set content = excluded.content where false`,
})

const find = defineStatement<LatestRecord>({
  name: 'find-latest-records',
  columns: {
    id: true,
    content: true,
    messageId: true,
    ordinals: true,
    receivedAt: true,
    recent: true,
    recentAt: true,
  },
  text: `
    select id, content, message_id as "messageId", ordinals, received_at as "receivedAt", recent,
      recent_at as "recentAt"
    from latest_record where id = any($1::uuid[])`,
})

/** Adds missing rows, locks all of them in the order of their ids, and reads them. */
export async function lockLatestRecords(
  client: ClientBase,
  ids: readonly string[],
): Promise<LatestRecord[]> {
  const [, rows] = await both(execute(client, lock, [ids]), execute(client, find, [ids]))
  return rows
}

const update = defineStatement({
  name: 'update-latest-records',
  // The rows exist and are locked. A join planned for a few rows would read the whole table for each of
  // thousands; the conflict finds each row by its key. JSON carries arrays of different lengths.
  text: `
    insert into latest_record (id, content, message_id, ordinals, received_at, recent, recent_at)
    select id, content, message_id, ordinals, received_at, recent, recent_at
    from jsonb_to_recordset($1::jsonb) as u (id uuid, content uuid, message_id uuid, ordinals int[],
      received_at timestamptz, recent uuid[], recent_at timestamptz[])
    on conflict (id) do update set content = excluded.content, message_id = excluded.message_id,
      ordinals = excluded.ordinals, received_at = excluded.received_at, recent = excluded.recent,
      recent_at = excluded.recent_at`,
})

export async function updateLatestRecords(
  client: ClientBase,
  records: readonly LatestRecord[],
): Promise<void> {
  const rows = records.map((record) => ({
    id: record.id,
    content: record.content,
    message_id: record.messageId,
    ordinals: record.ordinals,
    received_at: record.receivedAt,
    recent: record.recent,
    recent_at: record.recentAt,
  }))
  await execute(client, update, [JSON.stringify(rows)])
}
