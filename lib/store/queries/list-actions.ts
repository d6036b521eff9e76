import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import { type ActionState, DELIVERY_ACTION_KINDS, type DeliveryActionKind } from '../../states.ts'
import { query } from '../db/query.ts'
import { sealedText } from '../db/sealed-values.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import { type ActionAuthor, authorOf } from './action-author.ts'
import { countOutcomes, type OutcomeCounts } from './action-outcomes.ts'
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
  /** id of a subject with disclosed values, or in a recorded search result */
  readonly subject?: string | undefined
}

export interface ActionSummary {
  readonly id: string
  readonly kind: string
  readonly filter: unknown
  readonly detail: unknown
  /** first five ids of subjects with disclosed values; they remain after a subject is deleted */
  readonly subjects: readonly string[]
  readonly subjectCount: number
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

/** Limit of counted deliveries for one page: each costs a few microseconds. */
const MAX_COUNTED = MAX_COUNT

const shownSubjects = sql`
  array(select subject_id::text from action_subject s where s.action_id = a.id
    order by s.subject_id limit 5) as subjects,
  (select count(*)::int from action_subject s where s.action_id = a.id) as "subjectCount"`

/** A page of actions, newest first. */
export async function listActions(
  pool: Pool,
  filter: ActionFilter,
  { after, limit }: PageRequest,
): Promise<Page<ActionSummary>> {
  const rows = await query<Omit<ActionSummary, 'outcomes'> & Record<string, unknown>>(
    pool,
    sql`select a.id, a.kind, a.filter, a.detail, ${shownSubjects}, ${sealedText(places.action, 'a', 'comment')} as comment,
        ${raw(authorOf('a'))} as by,
        a.requested_at as "requestedAt", a.state, a.matched, a.done, a.refused, a.deliveries,
        a.error_code as "errorCode",
        a.finished_at as "finishedAt"
      from action a
      where ${conditions(filter)} and ${after === null ? sql`true` : sql`a.id < ${after[0]}::uuid`}
      order by a.id desc limit ${limit + 1}`,
  )
  const page = pageOf(rows, limit, ({ id }) => [id])
  return { ...page, items: await withOutcomes(pool, page.items) }
}

async function withOutcomes(
  pool: Pool,
  actions: readonly Omit<ActionSummary, 'outcomes'>[],
): Promise<ActionSummary[]> {
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

export async function countActions(pool: Pool, filter: ActionFilter): Promise<Count> {
  const [row] = await query<{ count: number }>(
    pool,
    sql`select count(*)::int as count from (
      select from action a where ${conditions(filter)} limit ${MAX_COUNT + 1}) a`,
  )
  const count = row?.count ?? 0
  return { count: Math.min(count, MAX_COUNT), atLeast: count > MAX_COUNT }
}

function conditions(filter: ActionFilter): Sql {
  const { from, to, id, kind, state, client, messageId, subject } = filter
  return all([
    from !== undefined && sql`a.id >= ${firstIdAt(from)}::uuid`,
    to !== undefined && sql`a.id < ${firstIdAt(to)}::uuid`,
    id !== undefined && sql`a.id = ${id}::uuid`,
    kind !== undefined && sql`a.kind = ${kind}`,
    state !== undefined && sql`a.state = ${state}`,
    client !== undefined && sql`a.client_id = ${client}`,
    messageId !== undefined &&
      sql`a.id = any(array(select action_id from action_item where message_id = ${messageId}::uuid))`,
    subject !== undefined &&
      sql`a.id = any(array(select action_id from action_subject where subject_id = ${subject}::bigint))`,
  ])
}

export function isDeliveryKind(kind: string): kind is DeliveryActionKind {
  return (DELIVERY_ACTION_KINDS as readonly string[]).includes(kind)
}
