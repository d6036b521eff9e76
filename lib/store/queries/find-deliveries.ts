import type { ClientBase } from 'pg'
import type { OutboundCall } from '../outbound-call.ts'
import type { DeliveryKey } from '../started-delivery.ts'
import type { ActionItem } from './list-action-items.ts'
import type { ActionSummary } from './list-actions.ts'
import type { AttemptSummary } from './list-attempts.ts'
import { type DeliverySummary, deliveryColumns, deliveryShowing } from './list-deliveries.ts'
import { all, query, raw, type Sql, sql } from './sql.ts'

type Queries = Pick<ClientBase, 'query'>

/** The deliveries of a message, or one of them; every run of each. */
export type DeliveriesOf = { readonly messageId: string } & Partial<DeliveryKey>

export interface AttemptDetail extends Omit<AttemptSummary, 'logLines'> {
  /** lines that the handler logged, masked when they were stored */
  readonly log: unknown
  /** what it called, masked when it was stored */
  readonly calls: OutboundCall[]
}

/** An operator's form of an event. */
export interface EditedForm {
  readonly ordinal: number
  readonly handler: string
  readonly run: number
  readonly edit: number
  readonly body: Buffer
}

export interface TouchedItem extends ActionItem, Pick<ActionSummary, 'kind' | 'reason'> {
  readonly requestedAt: Date
  readonly by: ActionSummary['by']
}

export function deliveriesOf(
  client: Queries,
  of: DeliveriesOf,
  limit: number,
): Promise<DeliverySummary[]> {
  return query<DeliverySummary & Record<string, unknown>>(
    client,
    sql`select ${deliveryColumns} from delivery d ${deliveryShowing} where ${isOf('d', of)}
      order by d.ordinal, d.handler_id, d.run limit ${limit}`,
  )
}

export function attemptsOf(
  client: Queries,
  of: DeliveriesOf,
  limit: number,
): Promise<AttemptDetail[]> {
  return query<AttemptDetail & Record<string, unknown>>(
    client,
    sql`select a.message_id as "messageId", a.ordinal, h.name as handler, a.handler_id as "handlerId",
        a.run, a.number, a.lease, a.instance_id as "instanceId", a.started_at as "startedAt",
        a.ended_at as "endedAt", a.outcome, a.error, coalesce(a.log, '[]') as log,
        coalesce(a.calls, '[]') as calls
      from attempt a join handler h on h.id = a.handler_id where ${isOf('a', of)}
      order by a.ordinal, a.handler_id, a.run, a.number limit ${limit}`,
  )
}

export function editsOf(client: Queries, of: DeliveriesOf, limit: number): Promise<EditedForm[]> {
  return query<EditedForm & Record<string, unknown>>(
    client,
    sql`select x.ordinal, h.name as handler, x.run, x.edit, x.body
      from edited_event x join handler h on h.id = x.handler_id where ${isOf('x', of)}
      order by x.ordinal, x.handler_id, x.run, x.edit limit ${limit}`,
  )
}

/** What operators did to them, newest first. */
export function touchesOf(
  client: Queries,
  of: DeliveriesOf,
  limit: number,
): Promise<TouchedItem[]> {
  return query<TouchedItem & Record<string, unknown>>(
    client,
    sql`select i.action_id as "actionId", i.message_id as "messageId", i.ordinal, h.name as handler,
        i.handler_id as "handlerId", i.run, i.result, a.kind, a.reason, a.requested_at as "requestedAt",
        jsonb_build_object('issuer', a.issuer, 'clientId', a.client_id, 'tenant', a.tenant,
          'person', a.person) as by
      from action_item i join action a on a.id = i.action_id join handler h on h.id = i.handler_id
      where ${isOf('i', of)} order by i.action_id desc, i.ordinal, i.handler_id, i.run limit ${limit}`,
  )
}

function isOf(alias: string, { messageId, ordinal, handlerId, run }: DeliveriesOf): Sql {
  const column = (name: string) => raw(`${alias}.${name}`)
  return all([
    sql`${column('message_id')} = ${messageId}::uuid`,
    ordinal !== undefined && sql`${column('ordinal')} = ${ordinal}`,
    handlerId !== undefined && sql`${column('handler_id')} = ${handlerId}`,
    run !== undefined && sql`${column('run')} = ${run}`,
  ])
}
