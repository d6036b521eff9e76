import type { ClientBase } from 'pg'
import { chunksOf } from '../chunks.ts'
import { headPosition } from './head-position.ts'
import type { DeliveryRow } from './insert-messages.ts'
import { newDeliveries } from './new-deliveries.ts'
import { defineStatement, run } from './statement.ts'

export interface LaterDeliveryRow extends DeliveryRow {
  readonly messageId: string
  readonly ordinal: number
  /** that of its event */
  readonly position: string
}

const statement = defineStatement({
  name: 'insert-later-deliveries',
  // They take the place that their event was given when it was recorded. A lane that is beyond it
  // goes back there once the delivery whose turn it is has ended, and what comes so late says so.
  text: `
    with d as (
      select * from unnest($1::uuid[], $2::int[], $3::int[], $4::bigint[], $5::bigint[], $6::text[],
          $7::bool[], $8::bool[], $9::text[], $10::timestamptz[])
        as d (message_id, ordinal, handler_id, subject_id, position, state, open, late, reason, start_at)
    ), new_delivery as materialized (
      select d.message_id, d.ordinal, d.handler_id, d.subject_id, d.position, d.state, d.open,
        d.late or d.position <= lane.settled_position or d.position < coalesce(head.position, 0) as late,
        d.reason, d.start_at, null::bigint as lease, null::uuid as started_by, head.position as head
      from d join lane using (handler_id, subject_id)
      cross join lateral (select ${headPosition} as position) head
    ), ${newDeliveries}, taken as (
      update event set no_handler = null from new_delivery d
      where event.message_id = d.message_id and event.ordinal = d.ordinal and event.no_handler
    ), joined as (
      select handler_id, subject_id, min(position) as first, head from new_delivery
      where open group by handler_id, subject_id, head
    )
    update lane set
      insertions = lane.insertions + 1,
      settled_position = least(lane.settled_position, joined.first - 1),
      head_position = joined.head,
      rewound = lane.rewound or joined.first < coalesce(joined.head, 0),
      head_state = case when joined.head is not null then lane.head_state end,
      due_at = case when joined.head is null and lane.leased_by is null then receiver_clock()
        else lane.due_at end
    from joined
    where lane.handler_id = joined.handler_id and lane.subject_id = joined.subject_id`,
})

/** Adds deliveries of events that were recorded before; their lanes are locked and counted. */
export async function insertLaterDeliveries(
  client: ClientBase,
  rows: readonly LaterDeliveryRow[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) await insertChunk(client, chunk)
}

async function insertChunk(client: ClientBase, rows: readonly LaterDeliveryRow[]): Promise<void> {
  await run(client, statement, [
    rows.map((row) => row.messageId),
    rows.map((row) => row.ordinal),
    rows.map((row) => row.handlerId),
    rows.map((row) => row.subjectId),
    rows.map((row) => row.position),
    rows.map((row) => row.state),
    rows.map((row) => row.open),
    rows.map((row) => row.late),
    rows.map((row) => row.reason),
    rows.map((row) => row.startAt),
  ])
}
