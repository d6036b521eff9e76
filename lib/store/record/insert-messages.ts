import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, run } from '../db/statement.ts'
import { chunksOfEvents, type EventChunk } from './chunks-of-events.ts'
import { deliveryTypes, newDeliveries, rareDelivery } from './new-deliveries.ts'

export interface MessageRow {
  readonly id: string
  readonly receivedAt: string
  readonly eventCount: number
  readonly company: string | null
  readonly callerId: number
  readonly correlationId: string
  readonly traceparent: string | null
  readonly contentType: string | null
  readonly contentEncoding: string | null
  readonly typeHint: string | null
  /** JSON */
  readonly hints: string | null
  /** JSON */
  readonly warnings: string | null
  readonly format: string | null
  readonly contract: string | null
  readonly type: string | null
  readonly externalEventId: string | null
  readonly duplicateOf: string | null
  /** reason code if all events are discarded, else null */
  readonly discarded: string | null
  /** code of the decoding error; null = decoded */
  readonly errorCode: string | null
  readonly body: Buffer
}

export interface EventRow {
  readonly messageId: string
  readonly ordinal: number
  readonly subjectId: string
  readonly eventId: string | null
  readonly type: string | null
  readonly entityType: string | null
  readonly publishedAt: string | null
  readonly search: string | null
  readonly subjectField: string | null
  /** `YYYY-MM-DD` */
  readonly effectiveOn: string | null
  readonly duplicateOf: string | null
  readonly duplicateOfOrdinal: number | null
  readonly otherContent: boolean
  readonly mayBeRepeat: boolean
  /** reason code of a discarded event, else null */
  readonly discarded: string | null
  /** true = no handler takes it; null = a handler does, or it is discarded */
  readonly noHandler: true | null
}

export interface DeliveryRow {
  /** index in the list of events */
  readonly eventIndex: number
  readonly handlerId: number
  readonly subjectId: string
  /** the lane's lease if it runs, else null */
  readonly lease: string | null
  /** has a turn in its lane */
  readonly holdsPlace: boolean
  /** null = at once */
  readonly startAt: string | null
  readonly late: boolean
  /** reason code if planning failed, else null */
  readonly reasonCode: string | null
}

const message = listColumns<MessageRow>({
  types: {
    ...{
      id: 'uuid',
      receivedAt: 'timestamptz',
      eventCount: 'int',
      company: 'text',
      callerId: 'int',
    },
    ...{ correlationId: 'text', traceparent: 'text', contentType: 'text', format: 'text' },
    ...{ contract: 'text', type: 'text', externalEventId: 'text' },
  },
  rare: {
    ...{ contentEncoding: 'text', typeHint: 'text', duplicateOf: 'uuid', discarded: 'text' },
    ...{ errorCode: 'text', hints: 'jsonb', warnings: 'jsonb' },
  },
  computed: { body_length: ['int', ({ body }) => body.length] },
})

const event = listColumns<EventRow>({
  types: {
    ...{ messageId: 'uuid', ordinal: 'int', subjectId: 'bigint', eventId: 'text', type: 'text' },
    ...{ entityType: 'text', publishedAt: 'timestamptz', search: 'text', subjectField: 'text' },
    ...{ effectiveOn: 'date', noHandler: 'bool' },
  },
  rare: {
    ...{ duplicateOf: 'uuid', duplicateOfOrdinal: 'int', discarded: 'text' },
    ...{ otherContent: false, mayBeRepeat: false },
  },
})

const delivery = listColumns<DeliveryRow>({
  types: { eventIndex: 'int', ...deliveryTypes },
  rare: rareDelivery,
})

const FIRST_EVENT = 4 + message.count
const FIRST_DELIVERY = FIRST_EVENT + event.count

const statement = defineStatement<{ othersAsked: boolean }>({
  name: 'insert-messages',
  columns: { othersAsked: true },
  // Bodies come as one byte string with a list of lengths: array elements would be sent as hex, twice
  // as long. The statement takes the positions, so every lane lock of the batch must be held before.
  text: `
    with new_message as (
      insert into message (${message.names}, state, instance_id, body)
      select ${message.selected}, case when rare->>'errorCode' is null then 'recorded' else 'undecodable' end,
        $1::uuid, substring($3::bytea from body_end - body_length + 1 for body_length)
      from (
        select *, (sum(body_length) over (order by place))::int as body_end from ${message.from(4, 'm')}
      ) m
    ), positioned as materialized (
      select ${event.selected}, place, nextval('event_position') as position
      from ${event.from(FIRST_EVENT, 'e')}
    ), new_event as (
      insert into event (${event.names}, position) select ${event.names}, position from positioned
    ), unknown as (
      -- Handlers of another version: an instance that knows them fans the message out.
      insert into pending_fan_out (handler_id, message_id, position)
      select handler.id, m.id, m.position
      from handler cross join (
        select message_id as id, min(position) as position from positioned
        where duplicate_of is null and discarded is null group by message_id) m
      where handler.retired_at is null and handler.id <> all($2::int[])
      -- A large message takes several statements, first events first.
      on conflict (handler_id, message_id) do nothing
    ), new_delivery as materialized (
      select (${event.parameter(FIRST_EVENT, 'message_id')}::uuid[])[event_index + 1] as message_id,
        (${event.parameter(FIRST_EVENT, 'ordinal')}::int[])[event_index + 1] as ordinal,
        (select array_agg(position order by place) from positioned)[event_index + 1] as position,
        case when lease is not null then $1::uuid end as started_by, ${delivery.selected}
      from ${delivery.from(FIRST_DELIVERY, 'd')}
    ), ${newDeliveries}
    select exists (select from handler where retired_at is null and id <> all($2::int[])) as "othersAsked"`,
})

interface Writer {
  readonly instanceId: string
  readonly handlerIds: readonly number[]
}

/**
 * Writes messages, their events and deliveries. The events' positions follow the order of the list.
 * @param deliveries in the order of their events
 * @returns once the last statement is sent; it resolves to whether handlers of another version exist
 */
export async function insertMessages(
  client: ClientBase,
  by: Writer,
  messages: readonly MessageRow[],
  events: readonly EventRow[],
  deliveries: readonly DeliveryRow[],
): Promise<{ readonly lastStatement: Promise<boolean> }> {
  const chunks = chunksOfEvents(events, deliveries)
  const [first = { events: [], deliveries: [] }, ...others] = chunks
  let lastStatement = insertChunk(client, by, messages, first)
  for (const chunk of others) {
    await lastStatement
    lastStatement = insertChunk(client, by, [], chunk)
  }
  return { lastStatement }
}

async function insertChunk(
  client: ClientBase,
  by: Writer,
  messages: readonly MessageRow[],
  { events, deliveries }: EventChunk,
): Promise<boolean> {
  const [row] = await run(client, statement, [
    by.instanceId,
    by.handlerIds,
    Buffer.concat(messages.map(({ body }) => body)),
    ...message.values(messages),
    ...event.values(events),
    ...delivery.values(deliveries),
  ])
  return row?.othersAsked ?? false
}
