import type { ClientBase } from 'pg'
import { chunksOf } from '../chunks.ts'
import { run, type Statement } from './statement.ts'

export interface LaneExtension {
  readonly handlerId: number
  readonly subjectId: string
  /** deliveries that join it; 0 = one that lets others pass until its start date */
  readonly count: number
  /** latest publication time among them */
  readonly publishedAt: string | null
}

interface Row {
  handler_id: number
  subject_id: string
  published_before: Date | null
}

const statement: Statement = {
  name: 'extend-lanes',
  // The rows come sorted and stay locked until the commit: what joins a lane is committed in the
  // order of its positions.
  text: `
    insert into lane (handler_id, subject_id, waiting, due_at, published_at)
    select handler_id, subject_id, count, case when count > 0 then receiver_clock() end, published_at
    from unnest($1::int[], $2::bigint[], $3::int[], $4::timestamptz[])
      as extension (handler_id, subject_id, count, published_at)
    order by handler_id, subject_id
    on conflict (handler_id, subject_id) do update set
      waiting = lane.waiting + excluded.waiting,
      due_at = case when lane.waiting = 0 and excluded.waiting > 0 then receiver_clock() else lane.due_at end,
      published_before = lane.published_at,
      published_at = greatest(lane.published_at, excluded.published_at)
    returning handler_id, subject_id, published_before`,
}

export interface ExtendedLane {
  readonly handlerId: number
  readonly subjectId: string
  readonly publishedBefore: Date | null
}

/** Locks the lanes, creates missing ones and counts what joins them. */
export async function extendLanes(
  client: ClientBase,
  extensions: readonly LaneExtension[],
): Promise<ExtendedLane[]> {
  const lanes: ExtendedLane[] = []
  // Every writer locks in the same order, also across statements.
  for (const chunk of chunksOf([...extensions].sort(byKey))) {
    const rows = await run<Row>(client, statement, [
      chunk.map((lane) => lane.handlerId),
      chunk.map((lane) => lane.subjectId),
      chunk.map((lane) => lane.count),
      chunk.map((lane) => lane.publishedAt),
    ])
    for (const row of rows) {
      lanes.push({
        handlerId: row.handler_id,
        subjectId: row.subject_id,
        publishedBefore: row.published_before,
      })
    }
  }
  return lanes
}

/** Ids of subjects are bigint: as text they would sort in another order. */
function byKey(a: LaneExtension, b: LaneExtension): number {
  return (
    a.handlerId - b.handlerId ||
    a.subjectId.length - b.subjectId.length ||
    (a.subjectId < b.subjectId ? -1 : 1)
  )
}
