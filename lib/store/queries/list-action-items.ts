import type { Pool } from 'pg'
import type { ActionOutcome } from '../../states.ts'
import { query } from '../db/query.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { outcomeOfItem } from './action-outcomes.ts'
import { timeOfId } from './id-time.ts'
import { type Page, type PageRequest, type Position, pageOf } from './page.ts'
import { type SubjectSummary, subjectColumn } from './subject-ref.ts'

/** The result of an action for one delivery, with the delivery's current state. */
export interface ActionItem extends DeliveryKey {
  readonly actionId: string
  readonly handler: string
  /** `done`, or the reason code of the refusal */
  readonly result: string
}

export interface ListedActionItem extends ActionItem {
  readonly receivedAt: Date | null
  readonly type: string | null
  /** null = removed */
  readonly subject: SubjectSummary | null
  /** null = unchanged by the action, or deleted */
  readonly outcome: ActionOutcome | null
  /** the run with the outcome: a re-run adds one */
  readonly outcomeRun: number | null
  /** reason code of a failed, skipped or cancelled delivery */
  readonly reasonCode: string | null
  /** number of the edit by the action */
  readonly edit: number | null
}

export interface ActionItemFilter {
  readonly actionId: string
  readonly result?: string | undefined
  readonly outcome?: ActionOutcome | undefined
}

const isOfItem = raw(`message_id = i.message_id and ordinal = i.ordinal
  and handler_id = i.handler_id and run = i.run`)

/** SQL of the edits of item `i`'s delivery, by key; see `outcomeOfItem`. */
const editsOfDelivery = sql`(
    select action_id, result from action_item where ${isOfItem} offset 0
  ) l join action la on la.id = l.action_id and la.kind = 'edit'`

/**
 * SQL of an action's edit. An action on one delivery stores its number. An action on many made one edit of
 * each delivery: the first one that belongs to no other action.
 */
const editOfItem = sql`case when a.kind = 'edit' and i.result = 'done' then
    coalesce((a.detail->>'edit')::int, (
      select x.edit from (select edit from edited_event where ${isOfItem}) x
      where not exists (
        select from ${editsOfDelivery} where (la.detail->>'edit')::int = x.edit)
      order by x.edit limit 1 offset (
        select count(*) from ${editsOfDelivery}
        where l.action_id < a.id and l.result = 'done' and la.detail->>'edit' is null)
    ))
  end`

/** Most items that a page reads to find those with one outcome. */
const MAX_EXAMINED = 2_000

const newestFirst = sql`i.message_id desc, i.ordinal desc, i.handler_id desc, i.run desc`

/** A page of the items of an action, newest message first. */
export async function listActionItems(
  pool: Pool,
  filter: ActionItemFilter,
  { after, limit }: PageRequest,
): Promise<Page<ListedActionItem>> {
  const { outcome } = filter
  const examined = examinedItems(filter, after, outcome === undefined ? limit + 1 : MAX_EXAMINED)
  const rows = await query<ListedActionItem>(
    pool,
    sql`select i.action_id as "actionId", i.message_id as "messageId", i.ordinal, h.name as handler,
        i.handler_id as "handlerId", i.run, i.result, m.received_at as "receivedAt", e.type,
        ${subjectColumn}, o.outcome, o.run as "outcomeRun", o."reasonCode",
        ${editOfItem} as edit
      from ${examined} i join action a on a.id = i.action_id join handler h on h.id = i.handler_id
        ${outcomeOfItem}
        left join message m on m.id = i.message_id
        left join event e on e.message_id = i.message_id and e.ordinal = i.ordinal
        left join subject su on su.id = o.subject_id
      where ${all([outcome !== undefined && sql`o.outcome = ${outcome}`])}
      order by ${newestFirst} limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, keyOf)
  if (page.next !== null || outcome === undefined) return page
  const end = await endOf(pool, examined)
  return end === null ? page : { ...page, next: keyOf(end), examinedTo: timeOfId(end.messageId) }
}

function examinedItems(
  { actionId, result }: ActionItemFilter,
  after: PageRequest['after'],
  limit: number,
): Sql {
  return sql`(
    select * from action_item i
    where ${all([
      sql`i.action_id = ${actionId}::uuid`,
      result !== undefined && sql`i.result = ${result}`,
      after !== null &&
        sql`(i.message_id, i.ordinal, i.handler_id, i.run) <
          (${after[0]}::uuid, ${after[1]}::int, ${after[2]}::int, ${after[3]}::int)`,
    ])}
    order by ${newestFirst} limit ${limit})`
}

/** The last item read; null = no further items. */
async function endOf(pool: Pool, examined: Sql): Promise<DeliveryKey | null> {
  const rows = await query<DeliveryKey>(
    pool,
    sql`select message_id as "messageId", ordinal, handler_id as "handlerId", run from ${examined} i
      order by ${newestFirst} offset ${MAX_EXAMINED - 1}`,
  )
  return rows[0] ?? null
}

function keyOf({ messageId, ordinal, handlerId, run }: DeliveryKey): Position {
  return [messageId, ordinal, handlerId, run]
}
