import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import type { DeliveryState, HeadState, LaneStatus } from '../../states.ts'
import { query } from '../db/query.ts'
import { sealedJson, sealedText } from '../db/sealed-values.ts'
import { all, isAlwaysTrue, join, raw, type Sql, sql } from '../db/sql.ts'
import { laneHead } from '../record/lane-head.ts'
import { firstIdAt } from './id-time.ts'
import { isLeased } from './lease-state.ts'
import { type Count, MAX_COUNT, type Page, type PageRequest, pageOf } from './page.ts'
import { resolveNames } from './resolve-filter.ts'
import { type SubjectSummary, subjectColumn } from './subject-ref.ts'

export interface LaneFilter {
  readonly handler?: string | undefined
  readonly subjects?: readonly string[] | undefined
  readonly status?: LaneStatus | undefined
  readonly headState?: HeadState | undefined
  readonly leased?: boolean | undefined
  /** minimum number */
  readonly waiting?: number | undefined
  readonly company?: string | undefined
  /** reason code of the failed head */
  readonly reasonCode?: string | undefined
  /** receipt of the head before this time */
  readonly oldest?: Date | undefined
}

/** The delivery with the current turn. */
export interface LaneHead {
  readonly messageId: string
  readonly ordinal: number
  readonly run: number
  readonly receivedAt: string
  readonly type: string | null
  readonly state: DeliveryState
  /** number of the current edit; 0 = original */
  readonly edit: number
  readonly attemptsStarted: number
  readonly countedAttempts: number
  readonly startAt: string | null
  readonly dueAt: string | null
  readonly reasonCode: string | null
  readonly comment: string | null
  /** of the last attempt, masked before storage */
  readonly error: { readonly name: string | null; readonly message: string | null } | null
}

export interface LaneSummary {
  readonly handler: string
  readonly handlerId: number
  readonly subjectId: string
  readonly subject: SubjectSummary | null
  readonly status: LaneStatus
  readonly headState: HeadState | null
  readonly waiting: number
  readonly waitingBehind: number
  readonly leased: boolean
  readonly leasedBy: string | null
  readonly lease: string
  readonly dueAt: Date | null
  readonly head: LaneHead | null
}

/** Most lanes that a page, or a count with conditions, reads. */
const MAX_EXAMINED = 2_000
/** With more due lanes, a state's lanes are found by walking all lanes. */
const MAX_DUE = 50_000

/** A page of lanes by handler and subject. It may be short if few of many lanes match. */
export async function listLanes(
  pool: Pool,
  filter: LaneFilter,
  { after, limit }: PageRequest,
): Promise<Page<LaneSummary>> {
  const examined = await examinedLanes(pool, filter, after, MAX_EXAMINED)
  const found = sql`(select l.* from ${examined} l ${joinsOf(filter)}
    where ${conditions(filter)} order by l.handler_id, l.subject_id limit ${limit + 1})`
  const rows = await query<LaneSummary>(
    pool,
    sql`select h.name as handler, l.handler_id as "handlerId", l.subject_id as "subjectId",
        ${subjectColumn}, l.status, l.head_state as "headState", l.waiting,
        greatest(l.waiting - 1, 0) as "waitingBehind", ${isLeased} as leased,
        case when ${isLeased} then l.leased_by end as "leasedBy", l.lease, l.due_at as "dueAt", head.head
      from ${found} l
      join handler h on h.id = l.handler_id
      left join subject su on su.id = l.subject_id
      left join lateral (${shownHead}) head on true
      order by l.handler_id, l.subject_id`,
  )
  const page = pageOf(rows.map(withShortError), limit, ({ handlerId, subjectId }) => [
    handlerId,
    subjectId,
  ])
  if (page.next !== null) return page
  const [end] = await query<{ handlerId: number; subjectId: string }>(
    pool,
    sql`select handler_id as "handlerId", subject_id as "subjectId" from ${examined} l
      order by handler_id, subject_id offset ${MAX_EXAMINED - 1} limit 1`,
  )
  return { ...page, next: end === undefined ? null : [end.handlerId, end.subjectId] }
}

/** The stored error has more fields. */
function withShortError(lane: LaneSummary): LaneSummary {
  if (lane.head?.error == null) return lane
  const { name, message } = lane.head.error
  return { ...lane, head: { ...lane.head, error: { name, message } } }
}

export async function countLanes(pool: Pool, filter: LaneFilter): Promise<Count> {
  const where = conditions(filter)
  const limit = isAlwaysTrue(where) ? MAX_COUNT + 1 : MAX_EXAMINED
  const examined = await examinedLanes(pool, filter, null, limit)
  const [row] = await query<{ examined: number; matched: number }>(
    pool,
    sql`with l as materialized ${examined}
      select (select count(*) from l)::int as examined, count(*)::int as matched
      from l ${joinsOf(filter)} where ${where}`,
  )
  const { examined: looked = 0, matched = 0 } = row ?? {}
  return { count: Math.min(matched, MAX_COUNT), atLeast: looked >= limit }
}

/** Conditions with an index; the other conditions filter its lanes. */
async function examinedLanes(
  pool: Pool,
  { handler, subjects, status, headState, leased }: LaneFilter,
  after: PageRequest['after'],
  limit: number,
): Promise<Sql> {
  const { handlerId } = await resolveNames(pool, { handler })
  const isDue = headState !== undefined || leased === true
  return sql`(select l.* from ${
    subjects !== undefined
      ? sql`unnest(${subjects}::bigint[]) as su (id) cross join handler h
          join lane l on l.handler_id = h.id and l.subject_id = su.id`
      : isDue && (await areDueLanesFew(pool))
        ? dueLanes(headState, leased)
        : raw('lane l')
  } where ${all([
    handlerId !== null && sql`l.handler_id = ${handlerId}`,
    status !== undefined && sql`l.status = ${raw(status === 'parked' ? `'parked'` : `'open'`)}`,
    after !== null && sql`(l.handler_id, l.subject_id) > (${after[0]}::int, ${after[1]}::bigint)`,
  ])} order by l.handler_id, l.subject_id limit ${limit})`
}

/** Leased lanes and lanes with a head state have a due time. */
function dueLanes(headState: LaneFilter['headState'], leased: boolean | undefined): Sql {
  return sql`(select * from lane where ${all([
    raw('due_at is not null'),
    headState !== undefined && sql`head_state = ${headState}`,
    leased === true && raw('leased_by is not null'),
  ])} offset 0) l`
}

async function areDueLanesFew(pool: Pool): Promise<boolean> {
  const [due] = await query<{ lanes: number }>(
    pool,
    sql`select count(*)::int as lanes from (
      select from lane where due_at is not null limit ${MAX_DUE + 1}) l`,
  )
  return (due?.lanes ?? 0) <= MAX_DUE
}

function conditions(filter: LaneFilter): Sql {
  const { headState, leased, waiting, company, reasonCode, oldest } = filter
  return all([
    headState !== undefined && sql`l.head_state = ${headState}`,
    leased !== undefined && sql`${isLeased} = ${leased}`,
    waiting !== undefined && sql`l.waiting >= ${waiting}`,
    company !== undefined && sql`su.company = ${company}`,
    reasonCode !== undefined && sql`head.reason_code = ${reasonCode}`,
    oldest !== undefined && sql`head.message_id < ${firstIdAt(oldest)}::uuid`,
  ])
}

/** Joins of the conditions. */
function joinsOf({ company, reasonCode, oldest }: LaneFilter): Sql {
  const head = sql`left join lateral (select message_id, reason_code from (${headOf}) d) head on true`
  return join(
    [
      ...(company === undefined ? [] : [raw('left join subject su on su.id = l.subject_id')]),
      ...(reasonCode === undefined && oldest === undefined ? [] : [head]),
    ],
    ' ',
  )
}

const headOf = raw(laneHead('*'))

const shownHead = sql`
  select jsonb_build_object('messageId', d.message_id, 'ordinal', d.ordinal,
      'run', d.run, 'receivedAt', m.received_at, 'type', e.type, 'state', d.state, 'edit', d.edit,
      'attemptsStarted', d.attempts_started, 'countedAttempts', d.counted_attempts, 'startAt', d.start_at, 'dueAt', d.due_at,
      'reasonCode', d.reason_code, 'comment', ${sealedText(places.delivery, 'd', 'comment')}, 'error', (
        select ${sealedJson(places.attempt, 'a', 'error')}
        from attempt a where a.message_id = d.message_id and a.ordinal = d.ordinal
          and a.handler_id = d.handler_id and a.run = d.run and a.number = d.attempts_started
          and a.error is not null)) as head
  from (${headOf}) d
  left join message m on m.id = d.message_id
  left join event e on e.message_id = d.message_id and e.ordinal = d.ordinal`
