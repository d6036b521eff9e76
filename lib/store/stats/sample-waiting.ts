import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { timeOfId } from '../queries/id-time.ts'
import { INTERNAL_HANDLERS } from '../record/internal-messages.ts'
import { laneHead } from '../record/lane-head.ts'
import { INSTALLATION, type StatsCounts } from './add-counts.ts'

/** Lanes of a handler to count. */
const MAX_LANES = 50_000
/** Lanes of a handler, the longest due first, to find the oldest delivery in. */
const MAX_HEADS = 1_000

interface Sample {
  readonly handlerId: number
  readonly waiting: number
  readonly oldest: string | null
  readonly internal: boolean
  readonly now: Date
}

const statement = defineStatement<Sample>({
  name: 'sample-waiting',
  columns: { handlerId: true, waiting: true, oldest: true, internal: true, now: true },
  text: `
    select h.id as "handlerId", due.waiting, oldest.message_id as oldest,
      h.id = any(${INTERNAL_HANDLERS}) as internal, receiver_clock() as now
    from handler h cross join lateral (
      select coalesce(sum(waiting), 0)::int - (count(*) filter (where head_state = 'scheduled'))::int as waiting
      from (
        select waiting, head_state from lane
        where handler_id = h.id and due_at is not null and status = 'open' limit ${MAX_LANES}) l
    ) due left join lateral (
      select head.message_id from (
        select handler_id, subject_id, head_position, settled_position from lane
        where handler_id = h.id and due_at is not null and status = 'open'
          and head_state is distinct from 'scheduled'
        order by due_at limit ${MAX_HEADS}
      ) l cross join lateral (${laneHead('message_id')}) head
      order by head.message_id limit 1
    ) oldest on due.waiting > 0`,
})

/** The deliveries that wait now for each handler, and for all of them. Their cost follows the waiting lanes. */
export async function sampleWaiting(pool: Pool): Promise<StatsCounts[]> {
  const samples = await execute(pool, statement, [])
  const counts = samples.map(({ handlerId, waiting, oldest, internal, now }) => {
    const ageMs = oldest === null ? 0 : now.getTime() - timeOfId(oldest).getTime()
    return { handlerId, waiting, oldestSeconds: Math.max(0, Math.round(ageMs / 1_000)), internal }
  })
  const ofSenders = counts.filter(({ internal }) => !internal)
  return [
    {
      handlerId: INSTALLATION,
      waiting: ofSenders.reduce((sum, { waiting }) => sum + waiting, 0),
      oldestSeconds: Math.max(0, ...ofSenders.map(({ oldestSeconds }) => oldestSeconds)),
    },
    // A handler without a row has nothing that waits.
    ...counts
      .filter(({ waiting }) => waiting > 0)
      .map(({ handlerId, waiting, oldestSeconds }) => ({ handlerId, waiting, oldestSeconds })),
  ]
}
