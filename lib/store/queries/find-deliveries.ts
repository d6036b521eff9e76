import { places } from '../../encryption/places.ts'
import type { DomainEvent } from '../../events/event.ts'
import { query } from '../db/query.ts'
import { sealedJson, sealedList, sealedText } from '../db/sealed-values.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import type { Queryable } from '../db/statement.ts'
import type { OutboundCall } from '../deliver/settlement.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { authorOf } from './action-author.ts'
import type { ActionItem } from './list-action-items.ts'
import type { ActionSummary } from './list-actions.ts'
import type { AttemptSummary } from './list-attempts.ts'
import { attemptsOfMessage } from './list-attempts.ts'
import { type DeliverySummary, deliveryColumns, deliveryShowing } from './list-deliveries.ts'

/** Selects deliveries of a message, of some of its events, or one delivery, with all runs. */
export type DeliveriesOf = {
  readonly messageId: string
  readonly ordinals?: { readonly first: number; readonly last: number }
} & Partial<DeliveryKey>

/** Limits of one read. */
export interface HistoryBounds {
  readonly rows: number
  /** bytes of texts by handlers and operators; a single row may exceed them */
  readonly bytes: number
}

/** Rows within the limits. */
export interface Bounded<Row> {
  readonly rows: readonly Row[]
  /** more rows exist */
  readonly isCut: boolean
}

export interface AttemptDetail extends Omit<AttemptSummary, 'logLines'> {
  /** the handler's log lines, masked before storage */
  readonly log: unknown
  /** outbound calls, masked before storage */
  readonly calls: OutboundCall[]
}

/** An operator's edit of an event. */
export interface EditedForm {
  readonly ordinal: number
  readonly handler: string
  readonly run: number
  readonly edit: number
  /** null = forgotten */
  readonly content: DomainEvent | null
}

export interface TouchedItem extends ActionItem, Pick<ActionSummary, 'kind' | 'comment'> {
  readonly requestedAt: Date
  readonly by: ActionSummary['by']
}

export function deliveriesOf(
  client: Queryable,
  of: DeliveriesOf,
  limit: number,
): Promise<DeliverySummary[]> {
  return query<DeliverySummary>(
    client,
    sql`select ${deliveryColumns} from delivery d ${deliveryShowing} where ${isOf('d', of)}
      order by d.ordinal, d.handler_id, d.run limit ${limit}`,
  )
}

/**
 * Attempts in order. Beyond the limits, only the latest ones of each delivery.
 * @param before only attempts with a lower number
 */
export async function attemptsOf(
  client: Queryable,
  of: DeliveriesOf,
  { rows, bytes }: HistoryBounds,
  before: number | null = null,
): Promise<Bounded<AttemptDetail>> {
  const attempts = attemptsOfMessage(sql`${of.messageId}::uuid`)
  const found = await query<AttemptDetail & Sized>(
    client,
    sql`with aged as (
        select a.ordinal, a.handler_id, a.run, a.number, row_number() over (
          partition by a.ordinal, a.handler_id, a.run order by a.number desc) as age
        from ${attempts} a where ${isOf('a', of)} and ${before === null ? raw('true') : sql`a.number < ${before}`}
      ), latest as (
        select * from aged order by age, ordinal, handler_id, run limit ${rows + 1}
      ), sized as (
        select a.*, row_number() over latest_first as place,
          sum(coalesce(octet_length(a.log), 0) + coalesce(octet_length(a.calls), 0)
            + coalesce(octet_length(a.error), 0)) over latest_first as bytes
        from latest join ${attempts} a using (ordinal, handler_id, run, number)
        window latest_first as (order by latest.age, a.ordinal, a.handler_id, a.run)
      )
      select a.message_id as "messageId", a.ordinal, h.name as handler, a.handler_id as "handlerId",
        a.run, a.number, a.lease, a.instance_id as "instanceId", a.started_at as "startedAt",
        a.ended_at as "endedAt", a.outcome, ${sealedJson(places.attempt, 'a', 'error')} as error,
        ${sealedList(places.attempt, 'a', 'log')} as log, ${sealedList(places.attempt, 'a', 'calls')} as calls,
        (select count(*)::int from latest) as "ofAll"
      from sized a join handler h on h.id = a.handler_id where ${within(rows, bytes)}
      order by a.ordinal, a.handler_id, a.run, a.number`,
  )
  return bounded(found)
}

/** Edits in order. Beyond the limits, only the latest ones. */
export async function editsOf(
  client: Queryable,
  of: DeliveriesOf,
  { rows, bytes }: HistoryBounds,
): Promise<Bounded<EditedForm>> {
  const found = await query<EditedForm & Sized>(
    client,
    sql`with latest as (
        select x.*, row_number() over latest_first as place,
          sum(octet_length(x.body)) over latest_first as bytes
        from edited_event x where ${isOf('x', of)}
        window latest_first as (order by x.run desc, x.edit desc, x.ordinal, x.handler_id)
        order by place limit ${rows + 1}
      )
      select a.ordinal, h.name as handler, a.run, a.edit, ${sealedJson(places.editedEvent, 'a', 'body')} as content,
        (select count(*)::int from latest) as "ofAll"
      from latest a join handler h on h.id = a.handler_id where ${within(rows, bytes)}
      order by a.ordinal, a.handler_id, a.run, a.edit`,
  )
  return bounded(found)
}

/**
 * The edit with this number; null = forgotten, undefined = no such edit. A re-run starts with the edit of the
 * previous run.
 */
export async function formInForce(
  client: Queryable,
  { messageId, ordinal, handlerId, run }: DeliveryKey,
  edit: number,
): Promise<DomainEvent | null | undefined> {
  const [row] = await query<{ content: DomainEvent | null }>(
    client,
    sql`select ${sealedJson(places.editedEvent, 'x', 'body')} as content from edited_event x
      where ${isOf('x', { messageId, ordinal, handlerId })} and x.run <= ${run} and x.edit = ${edit}
      order by x.run desc limit 1`,
  )
  return row?.content
}

/** Rows with their total, which ends at one more than the limit. */
type Sized = Record<string, unknown> & { readonly ofAll: number }

function within(rows: number, bytes: number): Sql {
  return sql`a.place = 1 or (a.place <= ${rows} and a.bytes <= ${bytes})`
}

function bounded<Row extends Sized>(found: readonly Row[]): Bounded<Row> {
  return { rows: found, isCut: found.length < (found[0]?.ofAll ?? 0) }
}

/** Operators' actions on the deliveries, newest first. */
export function touchesOf(
  client: Queryable,
  of: DeliveriesOf,
  limit: number,
): Promise<TouchedItem[]> {
  return query<TouchedItem>(
    client,
    sql`select i.action_id as "actionId", i.message_id as "messageId", i.ordinal, h.name as handler,
        i.handler_id as "handlerId", i.run, i.result, a.kind, ${sealedText(places.action, 'a', 'comment')} as comment, a.requested_at as "requestedAt",
        ${raw(authorOf('a'))} as by
      from action_item i join action a on a.id = i.action_id join handler h on h.id = i.handler_id
      where ${isOf('i', of)} order by i.action_id desc, i.ordinal, i.handler_id, i.run limit ${limit}`,
  )
}

function isOf(alias: string, { messageId, ordinals, ordinal, handlerId, run }: DeliveriesOf): Sql {
  const column = (name: string) => raw(`${alias}.${name}`)
  return all([
    sql`${column('message_id')} = ${messageId}::uuid`,
    ordinals !== undefined &&
      sql`${column('ordinal')} between ${ordinals.first} and ${ordinals.last}`,
    ordinal !== undefined && sql`${column('ordinal')} = ${ordinal}`,
    handlerId !== undefined && sql`${column('handler_id')} = ${handlerId}`,
    run !== undefined && sql`${column('run')} = ${run}`,
  ])
}
