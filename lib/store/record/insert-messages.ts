import type { ClientBase } from 'pg'
import { listColumns } from '../db/list-columns.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { both } from '../db/transaction.ts'
import { chunksOfEvents, type EventChunk } from './chunks-of-events.ts'
import { deliveryTypes, newDeliveries, rareDelivery } from './new-deliveries.ts'
import type { EventRow, MessageRow } from './recorded-rows.ts'

export interface DeliveryRow {
  /** index in the list of events */
  readonly eventIndex: number
  readonly handlerId: number
  readonly subjectId: string
  /**
   * It starts at once if its lane was idle: then the lane has this many deliveries, those of the batch.
   * null = it waits for a claim
   */
  readonly bornIfWaiting: number | null
  /** has a turn in its lane */
  readonly holdsPlace: boolean
  /** null = at once */
  readonly startAt: string | null
  /** published before an earlier one of its batch and lane */
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
      keyId: 'uuid',
    },
    ...{ correlationId: 'text', traceparent: 'text', contentType: 'text', format: 'text' },
    ...{ contract: 'text', type: 'text', externalEventId: 'text' },
  },
  rare: {
    ...{ contentEncoding: 'text', typeHint: 'text', duplicateOf: 'uuid', discarded: 'text' },
    ...{ errorCode: 'text', hints: 'jsonb', warnings: 'jsonb' },
  },
  computed: {
    body_length: ['int', ({ body }) => body.length],
  },
})

const event = listColumns<EventRow>({
  types: {
    ...{ messageId: 'uuid', ordinal: 'int', subjectId: 'bigint', eventId: 'text', type: 'text' },
    ...{ entityType: 'text', publishedAt: 'timestamptz', search: 'text', subjectField: 'text' },
    ...{ effectiveOn: 'date', noHandler: 'bool' },
  },
  rare: {
    ...{ duplicateOf: 'uuid', duplicateOfOrdinal: 'int', discarded: 'text' },
    ...{ otherContent: false, mayBeRepeat: false, content: 'bytea' },
  },
})

const delivery = listColumns<DeliveryRow>({
  types: { eventIndex: 'int', bornIfWaiting: 'int', ...deliveryTypes },
  rare: rareDelivery,
})

const FIRST_EVENT = 4 + message.count
const FIRST_DELIVERY = FIRST_EVENT + event.count

/** A delivery that starts at once; the last row is none. */
interface Row {
  place: number | null
  lease: string | null
  late: boolean | null
  others_may_handle: boolean | null
}

const statement = defineStatement<Row>({
  name: 'insert-messages',
  columns: { place: true, lease: true, late: true, others_may_handle: true },
  // Bodies come as one byte string with a list of lengths: array elements would be sent as hex, twice
  // as long. The statement takes the positions, so an earlier one must hold every lane lock of the batch.
  // The limit forces one index look-up for each lane.
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
      insert into event (${event.names}, position)
      select ${event.names.replace('search', 'search::bigint[]')}, position from positioned
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
        place, handler_id, subject_id, holds_place, reason_code, start_at, lane.lease, lane.started_by,
        late or coalesce((${event.parameter(FIRST_EVENT, 'published_at')}::timestamptz[])[event_index + 1]
          < lane.published_before, false) as late
      from (select place, ${delivery.selected} from ${delivery.from(FIRST_DELIVERY, 'd')}) d
      cross join lateral (
        select published_before, case when is_born then lane.lease end as lease,
          case when is_born then $1::uuid end as started_by
        from lane
        cross join lateral (select lane.leased_by = $1::uuid and lane.head_position is null
          and lane.waiting = d.born_if_waiting as is_born) judged
        where lane.handler_id = d.handler_id and lane.subject_id = d.subject_id
        limit 1
      ) lane
    ), ${newDeliveries}
    select place::int, lease, late, null::bool as others_may_handle from new_delivery where lease is not null
    union all
    select null, null, null,
      exists (select from handler where retired_at is null and id <> all($2::int[]))`,
})

/** A delivery that the batch has started. */
export interface BornDelivery {
  /** index in the list of deliveries */
  readonly index: number
  /** the lane's lease number */
  readonly lease: string
  readonly late: boolean
}

export interface InsertedMessages {
  /** after the commit they run */
  readonly born: readonly BornDelivery[]
  /** handlers of another version exist */
  readonly othersMayHandle: boolean
}

interface Writer {
  readonly instanceId: string
  readonly handlerIds: readonly number[]
}

/**
 * Writes messages, their events and deliveries. The events' positions follow the order of the list.
 * @param locking the statement that locks the deliveries' lanes, already sent
 * @param deliveries in the order of their events
 * @returns once the last statement is sent
 */
export async function insertMessages(
  client: ClientBase,
  by: Writer,
  locking: Promise<unknown>,
  messages: readonly MessageRow[],
  events: readonly EventRow[],
  deliveries: readonly DeliveryRow[],
): Promise<{ readonly lastStatement: Promise<InsertedMessages> }> {
  const chunks = chunksOfEvents(events, deliveries)
  const born: BornDelivery[] = []
  let othersMayHandle = false
  let next = 0
  let sent = locking
  for (const [number, chunk] of (chunks.length === 0 ? [NO_EVENTS] : chunks).entries()) {
    if (number > 0) await sent
    const first = next
    next += chunk.deliveries.length
    const inserted = insertChunk(client, by, number === 0 ? messages : [], chunk)
    sent = both(sent, inserted).then(([, rows]) => {
      for (const { place, lease, late, others_may_handle } of rows) {
        if (place === null) othersMayHandle = others_may_handle === true
        else born.push({ index: first + place - 1, lease: lease as string, late: late === true })
      }
    })
  }
  return { lastStatement: sent.then(() => ({ born, othersMayHandle })) }
}

const NO_EVENTS: EventChunk = { events: [], deliveries: [] }

function insertChunk(
  client: ClientBase,
  by: Writer,
  messages: readonly MessageRow[],
  { events, deliveries }: EventChunk,
): Promise<Row[]> {
  return execute(client, statement, [
    by.instanceId,
    by.handlerIds,
    Buffer.concat(messages.map(({ body }) => body)),
    ...message.values(messages),
    ...event.values(events),
    ...delivery.values(deliveries),
  ])
}
