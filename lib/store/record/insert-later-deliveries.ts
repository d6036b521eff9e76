import type { ClientBase } from 'pg'
import { chunksOf, listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { headPosition } from './head-position.ts'
import type { DeliveryRow } from './insert-messages.ts'
import { deliveryTypes, newDeliveries, rareDelivery } from './new-deliveries.ts'

export interface LaterDeliveryRow extends DeliveryRow {
  readonly messageId: string
  readonly ordinal: number
  /** of its event */
  readonly position: string
  /** the full instant of its event's publication; null = unknown */
  readonly publishedAt: string | null
}

const columns = listColumns<LaterDeliveryRow>({
  types: {
    messageId: 'uuid',
    ordinal: 'int',
    position: 'bigint',
    publishedAt: 'timestamptz',
    ...deliveryTypes,
  },
  rare: rareDelivery,
})

const statement = defineStatement({
  name: 'insert-later-deliveries',
  // The deliveries take their event's position. A lane that has passed it rewinds once its current
  // delivery has ended; such deliveries are marked late.
  text: `
    with d as (
      select ${columns.selected} from ${columns.from(1, 'd')}
    ), new_delivery as materialized (
      select d.message_id, d.ordinal, d.handler_id, d.subject_id, d.position, d.holds_place,
        d.late or coalesce(d.published_at < lane.published_before, false)
          or d.position <= lane.settled_position or d.position < coalesce(head.position, 0) as late,
        d.reason_code, d.start_at, null::bigint as lease, null::uuid as started_by, head.position as head
      from d join lane using (handler_id, subject_id)
      cross join lateral (select ${headPosition} as position) head
    ), ${newDeliveries}, taken as (
      update event set no_handler = null from new_delivery d
      where event.message_id = d.message_id and event.ordinal = d.ordinal and event.no_handler
    ), added as (
      select handler_id, subject_id, min(position) as first, head from new_delivery
      where holds_place group by handler_id, subject_id, head
    )
    update lane set
      version = lane.version + 1,
      settled_position = least(lane.settled_position, added.first - 1),
      head_position = added.head,
      rewound = lane.rewound or added.first < coalesce(added.head, 0),
      head_state = case when added.head is not null then lane.head_state end,
      due_at = case when added.head is null and lane.leased_by is null then receiver_clock()
        else lane.due_at end
    from added
    where lane.handler_id = added.handler_id and lane.subject_id = added.subject_id`,
})

/** Adds deliveries of recorded events. Their lanes must be locked and counted before. */
export async function insertLaterDeliveries(
  client: ClientBase,
  rows: readonly LaterDeliveryRow[],
): Promise<void> {
  for (const chunk of chunksOf(rows)) await execute(client, statement, columns.values(chunk))
}
