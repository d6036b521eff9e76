import type { ClientBase } from 'pg'
import { chunksOfEvents, type EventChunk } from './chunks-of-events.ts'
import { newDeliveries } from './new-deliveries.ts'
import { defineStatement, run } from './statement.ts'

export interface MessageRow {
  readonly id: string
  readonly receivedAt: string
  readonly state: 'recorded' | 'undecodable'
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
  /** why nothing of it counts; null = something does */
  readonly discarded: string | null
  readonly problem: string | null
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
  /** null = no: the column is empty for nearly all */
  readonly mayBeRepeat: true | null
  /** why it does not count; null = it does */
  readonly discarded: string | null
  /** true = nobody gets it; null = somebody does, or it does not count */
  readonly noHandler: true | null
}

export interface DeliveryRow {
  /** place of its event in the list of events */
  readonly eventIndex: number
  readonly handlerId: number
  readonly subjectId: string
  readonly state: 'waiting' | 'scheduled' | 'failed' | 'running'
  /** the lane's lease under which it runs; null = it does not run */
  readonly lease: string | null
  /** it holds a place in its lane */
  readonly open: boolean
  readonly startAt: string | null
  readonly late: boolean
  readonly reason: string | null
}

const statement = defineStatement({
  name: 'insert-messages',
  // Bodies come as one byte string with lengths beside it: as array elements they would travel as
  // hex, twice as long, and be parsed again. The position is taken here: this statement is sent
  // after the lanes have answered, when every lane lock of the batch is held.
  text: `
    with new_message as (
      insert into message (id, received_at, state, event_count, company, caller_id, instance_id,
        correlation_id, content_type, type_hint, format, contract, type, external_event_id,
        duplicate_of, problem, content_encoding, traceparent, hints, warnings, discarded, body)
      select id, received_at, state, event_count, company, caller_id, $1::uuid,
        correlation_id, content_type, type_hint, format, contract, type, external_event_id,
        duplicate_of, problem, content_encoding, traceparent, hints, warnings, discarded,
        substring($2::bytea from body_from for body_length)
      from unnest($3::uuid[], $4::timestamptz[], $5::text[], $6::int[], $7::text[], $8::int[], $9::text[],
          $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[],
          $16::uuid[], $17::text[], $18::int[], $19::int[], $36::text[], $42::text[], $43::jsonb[], $45::jsonb[], $47::text[])
        as m (id, received_at, state, event_count, company, caller_id, correlation_id, content_type,
          type_hint, format, contract, type, external_event_id, duplicate_of, problem, body_from, body_length,
          content_encoding, traceparent, hints, warnings, discarded)
    ), positioned as materialized (
      select e.*, nextval('event_position') as position
      from unnest($20::uuid[], $21::int[], $22::bigint[], $23::text[], $24::text[], $25::text[],
          $26::timestamptz[], $27::uuid[], $28::int[], $29::bool[], $37::text[], $41::date[], $44::text[], $46::bool[], $48::text[], $49::bool[])
        with ordinality as e (message_id, ordinal, subject_id, event_id, type, entity_type, published_at,
          duplicate_of, duplicate_of_ordinal, other_content, search, effective_on, subject_field, may_be_repeat,
          discarded, no_handler, place)
    ), new_event as (
      insert into event (message_id, ordinal, position, subject_id, event_id, type, entity_type,
        published_at, duplicate_of, duplicate_of_ordinal, other_content, search, effective_on, subject_field,
        may_be_repeat, discarded, no_handler)
      select message_id, ordinal, position, subject_id, event_id, type, entity_type,
        published_at, duplicate_of, duplicate_of_ordinal, other_content, search, effective_on, subject_field,
        may_be_repeat, discarded, no_handler
      from positioned
    ), unknown as (
      -- Another version's handlers, which this process cannot ask: one that knows them will.
      insert into fan_out (handler_id, message_id, position)
      select handler.id, m.id, m.position
      from handler cross join (
        select message_id as id, min(position) as position from positioned
        where duplicate_of is null and discarded is null group by message_id) m
      where handler.retired_at is null and handler.id <> all($38::int[])
      -- The events of a large message are written by several statements, the first ones first.
      on conflict (handler_id, message_id) do nothing
    ), new_delivery as materialized (
      select ($20::uuid[])[place] as message_id, ($21::int[])[place] as ordinal, handler_id, subject_id,
        (select array_agg(position order by place) from positioned)[place] as position, state, open, late,
        reason, start_at, lease, case when lease is not null then $1::uuid end as started_by
      from unnest($30::int[], $31::int[], $32::bigint[], $33::text[], $34::bool[], $35::text[],
          $39::bool[], $40::timestamptz[], $50::bigint[])
        as d (place, handler_id, subject_id, state, late, reason, open, start_at, lease)
    ), ${newDeliveries}
    select exists (select from handler where retired_at is null and id <> all($38::int[])) as "othersAsked"`,
})

interface Writer {
  readonly instanceId: string
  readonly handlerIds: readonly number[]
}

/**
 * Writes messages, their events and deliveries; the events' positions follow their order here.
 * @param deliveries in the order of their events
 * @returns once the last statement is under way; it tells whether handlers of another version are still to be asked
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
  const bodies = messages.map((row) => row.body)
  const [row] = await run<{ othersAsked: boolean }>(client, statement, [
    by.instanceId,
    Buffer.concat(bodies),
    messages.map((row) => row.id),
    messages.map((row) => row.receivedAt),
    messages.map((row) => row.state),
    messages.map((row) => row.eventCount),
    messages.map((row) => row.company),
    messages.map((row) => row.callerId),
    messages.map((row) => row.correlationId),
    messages.map((row) => row.contentType),
    messages.map((row) => row.typeHint),
    messages.map((row) => row.format),
    messages.map((row) => row.contract),
    messages.map((row) => row.type),
    messages.map((row) => row.externalEventId),
    messages.map((row) => row.duplicateOf),
    messages.map((row) => row.problem),
    startsOf(bodies),
    bodies.map((body) => body.length),
    events.map((row) => row.messageId),
    events.map((row) => row.ordinal),
    events.map((row) => row.subjectId),
    events.map((row) => row.eventId),
    events.map((row) => row.type),
    events.map((row) => row.entityType),
    events.map((row) => row.publishedAt),
    events.map((row) => row.duplicateOf),
    events.map((row) => row.duplicateOfOrdinal),
    events.map((row) => row.otherContent),
    deliveries.map((row) => row.eventIndex + 1),
    deliveries.map((row) => row.handlerId),
    deliveries.map((row) => row.subjectId),
    deliveries.map((row) => row.state),
    deliveries.map((row) => row.late),
    deliveries.map((row) => row.reason),
    messages.map((row) => row.contentEncoding),
    events.map((row) => row.search),
    by.handlerIds,
    deliveries.map((row) => row.open),
    deliveries.map((row) => row.startAt),
    events.map((row) => row.effectiveOn),
    messages.map((row) => row.traceparent),
    messages.map((row) => row.hints),
    events.map((row) => row.subjectField),
    messages.map((row) => row.warnings),
    events.map((row) => row.mayBeRepeat),
    messages.map((row) => row.discarded),
    events.map((row) => row.discarded),
    events.map((row) => row.noHandler),
    deliveries.map((row) => row.lease),
  ])
  return row?.othersAsked ?? false
}

/** Where each part starts in their concatenation; PostgreSQL counts from 1. */
function startsOf(parts: readonly Buffer[]): number[] {
  let next = 1
  return parts.map((part) => {
    const start = next
    next += part.length
    return start
  })
}
