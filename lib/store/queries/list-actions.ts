import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { type ActionState, DELIVERY_ACTION_KINDS, type DeliveryActionKind } from '../../states.ts'
import { query } from '../db/query.ts'
import { sealedText } from '../db/sealed-values.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import { sameDelivery } from '../record/same-delivery.ts'
import { type ActionAuthor, authorOf } from './action-author.ts'
import { countOutcomes, type OutcomeCounts } from './action-outcomes.ts'
import { countMatching } from './count-matching.ts'
import { firstIdAt } from './id-time.ts'
import { type Count, MAX_COUNT, type Page, type PageRequest, pageOf } from './page.ts'
import { shareOut } from './share-out.ts'

export interface ActionFilter {
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly id?: string | undefined
  readonly kind?: string | undefined
  readonly state?: string | undefined
  readonly client?: string | undefined
  /** id of a message with an affected delivery */
  readonly messageId?: string | undefined
  /** digest of the author, see `listAuthors` */
  readonly author?: string | undefined
  /** id of a subject with disclosed values, in a recorded search result, or of a changed delivery */
  readonly subject?: string | undefined
}

export interface ActionSummary {
  readonly id: string
  readonly kind: string
  readonly filter: unknown
  readonly detail: unknown
  /** first five ids of subjects with disclosed values or changed deliveries */
  readonly subjects: readonly string[]
  readonly subjectCount: number
  /** named by the action, or of its first deliveries */
  readonly handlers: readonly string[]
  /** the only message of the action; null = none, or several */
  readonly messageId: string | null
  readonly comment: string | null
  readonly by: ActionAuthor
  readonly requestedAt: Date
  readonly state: ActionState
  /** counted before the start: messages for backfill, hand-over and decoding, else deliveries */
  readonly matched: number | null
  readonly done: number
  /** refused because of their state */
  readonly refused: number
  /** added deliveries; null = none, or not counted */
  readonly deliveries: number | null
  readonly errorCode: string | null
  readonly finishedAt: Date | null
  /** of changed or added deliveries; null = this kind has none */
  readonly outcomes: OutcomeCounts | null
}

/** Actions on messages: `done` counts messages, and the items are the added deliveries. */
const MESSAGE_KINDS: ReadonlySet<string> = new Set(['backfill', 'decode', 'hand-over', 'repair'])

/** Actions on one subject, which their detail names. There are few. */
const SUBJECT_KINDS = ['forget', 'block', 'legal-hold', 'lift-legal-hold']

/** Limit of counted deliveries for one page: each costs a few microseconds. */
const MAX_COUNTED = MAX_COUNT

/** Most deliveries of an action that are read to name its subjects. */
const MAX_ITEMS = 200
/** Most deliveries of a subject at one handler whose actions are found. */
const MAX_DELIVERIES = 10_000

const itemsOfAction = sql`(select * from action_item where action_id = a.id limit ${MAX_ITEMS}) i`

/** Subjects that an action names, with disclosed values, or of changed deliveries. */
const subjectsOfAction = sql`(
  select subject_id from action_subject where action_id = a.id
  union
  select (a.detail->>'subjectId')::bigint where a.detail ? 'subjectId'
  union
  select d.subject_id from ${itemsOfAction}
  join delivery d on ${raw(sameDelivery('d', 'i'))}) s`

const shownSubjects = sql`
  array(select subject_id::text from ${subjectsOfAction} order by subject_id limit 5) as subjects,
  (select count(*)::int from ${subjectsOfAction}) as "subjectCount"`

const shownItems = sql`
  array(select distinct h.name from ${itemsOfAction} join handler h on h.id = i.handler_id
    order by h.name) as handlers,
  (select case when count(distinct i.message_id) = 1 then min(i.message_id::text) end
    from ${itemsOfAction}) as "messageId"`

/** A page of actions, newest first. */
export async function listActions(
  pool: Pool,
  filter: ActionFilter,
  { after, limit }: PageRequest,
): Promise<Page<ActionSummary>> {
  const rows = await query<Listed>(
    pool,
    sql`select a.id, a.kind, a.filter, a.detail, ${shownSubjects}, ${shownItems}, ${sealedText(places.action, 'a', 'comment')} as comment,
        ${raw(authorOf('a'))} as by,
        a.requested_at as "requestedAt", a.state, a.matched, a.done, a.refused, a.deliveries,
        a.error_code as "errorCode",
        a.finished_at as "finishedAt"
      from action a
      where ${conditions(filter)} and ${after === null ? sql`true` : sql`a.id < ${after[0]}::uuid`}
      order by a.id desc limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, ({ id }) => [id])
  return { ...page, items: await withOutcomes(pool, page.items.map(withTarget)) }
}

type Listed = Omit<ActionSummary, 'outcomes'>

/** Adds handlers and the message that the filter or the detail name. */
function withTarget(action: Listed): Listed {
  const named = { ...record(action.filter), ...record(action.detail) }
  const {
    handler,
    handlers = [],
    messageId = action.messageId,
  } = named as {
    readonly handler?: string
    readonly handlers?: readonly string[]
    readonly messageId?: string | null
  }
  const all = [...(handler === undefined ? [] : [handler]), ...handlers, ...action.handlers]
  return { ...action, handlers: [...new Set(all)], messageId }
}

function record(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {}
}

async function withOutcomes(pool: Pool, actions: readonly Listed[]): Promise<ActionSummary[]> {
  const counted = actions.filter(({ kind }) => isDeliveryKind(kind) || MESSAGE_KINDS.has(kind))
  const parts = shareOut(counted.map(deliveriesOf), MAX_COUNTED)
  const counts = await countOutcomes(
    pool,
    counted.map((action, place) => {
      const most = parts[place] ?? 0
      return { id: action.id, most, atLeast: most < deliveriesOf(action) }
    }),
  )
  const byId = new Map(counted.map(({ id }, place) => [id, counts[place] ?? null]))
  return actions.map((action) => ({ ...action, outcomes: byId.get(action.id) ?? null }))
}

/** Upper limit of an action's deliveries. */
function deliveriesOf({
  kind,
  done,
  deliveries,
}: Pick<ActionSummary, 'kind' | 'done' | 'deliveries'>): number {
  return isDeliveryKind(kind) ? done : (deliveries ?? 0)
}

export async function findAction(pool: Pool, id: string): Promise<ActionSummary | null> {
  const { items } = await listActions(pool, { id }, { after: null, limit: 1 })
  return items[0] ?? null
}

export function countActions(pool: Pool, filter: ActionFilter): Promise<Count> {
  return countMatching(pool, 'action a', conditions(filter))
}

function conditions(filter: ActionFilter): Sql {
  const { from, to, id, kind, state, client, author, messageId, subject } = filter
  return all([
    from !== undefined && sql`a.id >= ${firstIdAt(from)}::uuid`,
    to !== undefined && sql`a.id < ${firstIdAt(to)}::uuid`,
    id !== undefined && sql`a.id = ${id}::uuid`,
    kind !== undefined && sql`a.kind = ${kind}`,
    state !== undefined && sql`a.state = ${state}`,
    client !== undefined && sql`a.client_id = ${client}`,
    author !== undefined && sql`a.author = ${author}::uuid`,
    messageId !== undefined &&
      sql`a.id = any(array(select action_id from action_item where message_id = ${messageId}::uuid))`,
    subject !== undefined &&
      sql`a.id = any(array(
        select action_id from action_subject where subject_id = ${subject}::bigint
        union
        select id from action
        where kind = any(${SUBJECT_KINDS}::text[]) and detail->>'subjectId' = ${subject}
        union
        select i.action_id from handler h cross join lateral (
          select message_id, ordinal, handler_id, run from delivery
          where handler_id = h.id and subject_id = ${subject}::bigint
          order by position desc limit ${MAX_DELIVERIES}) d
        join action_item i on ${raw(sameDelivery('i', 'd'))}))`,
  ])
}

export function isDeliveryKind(kind: string): kind is DeliveryActionKind {
  return (DELIVERY_ACTION_KINDS as readonly string[]).includes(kind)
}
