import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import type { SubjectState } from '../../states.ts'
import { digestOfKey } from '../db/keyed-digest.ts'
import { query } from '../db/query.ts'
import { sealedText } from '../db/sealed-values.ts'
import { all, raw, type Sql, sql } from '../db/sql.ts'
import { timeOfId } from './id-time.ts'
import { type Count, MAX_COUNT, type Page, type PageRequest, pageOf } from './page.ts'
import type { SubjectSummary } from './subject-ref.ts'

export interface SubjectFilter {
  readonly id?: string | undefined
  readonly company?: string | undefined
  readonly kind?: string | undefined
  /** null = all */
  readonly kinds?: readonly string[] | null | undefined
  readonly key?: string | undefined
}

export interface SubjectEntry extends SubjectSummary {
  readonly firstSeenAt: Date
  /** null = not forgotten */
  readonly forgottenAt: Date | null
  /** null = not blocked */
  readonly blockedAt: Date | null
  /** why it must not be forgotten; null = no hold */
  readonly legalHold: string | null
  /** the action that forgets it; null = none was requested */
  readonly forgetAction: string | null
  /** the worst of its lanes */
  readonly state: SubjectState
  /** a lane is parked, or a delivery of the latest events has failed */
  readonly hasFailed: boolean
  readonly lastEvent: {
    readonly messageId: string
    readonly at: Date
    readonly type: string | null
  } | null
}

type Row = Omit<SubjectEntry, 'lastEvent'> & {
  readonly lastEvent: { readonly messageId: string; readonly type: string | null } | null
}

/** Most subjects that a page reads: only the key has an index. */
const MAX_EXAMINED = 5_000

/** Latest events of a subject to look for a failed delivery. */
const MAX_EVENTS = 20

/** SQL of how subject `s` stands. Each part reads by the subject's own keys. */
const standing = raw(`
  select case when lanes.parked then 'parked' when lanes.retrying then 'retrying' when lanes.waiting then 'waiting'
      when lanes.scheduled or exists (
        select from handler h join deferred_delivery d on d.handler_id = h.id and d.subject_id = s.id)
      then 'scheduled' else 'idle' end as state,
    lanes.parked or exists (
      select from (
        select message_id, ordinal from event where subject_id = s.id order by position desc limit ${MAX_EVENTS}
      ) e join unsuccessful_delivery u
        on u.state = 'failed' and u.message_id = e.message_id and u.ordinal = e.ordinal
    ) as "hasFailed", (
      select jsonb_build_object('messageId', message_id, 'type', type)
      from event where subject_id = s.id order by position desc limit 1) as "lastEvent"
  from (
    select coalesce(bool_or(l.status = 'parked'), false) as parked,
      coalesce(bool_or(l.head_state = 'retrying'), false) as retrying,
      coalesce(bool_or(l.waiting > 0 and l.head_state is distinct from 'scheduled'), false) as waiting,
      coalesce(bool_or(l.head_state = 'scheduled'), false) as scheduled
    from handler h join lane l on l.handler_id = h.id and l.subject_id = s.id
  ) lanes`)

/** A page of subjects, newest first. */
export async function listSubjects(
  pool: Pool,
  filter: SubjectFilter,
  { after, limit }: PageRequest,
): Promise<Page<SubjectEntry>> {
  const examined = examinedSubjects(pool, filter, after?.[0] ?? null, MAX_EXAMINED)
  const rows = await query<Row>(
    pool,
    sql`select s.id, nullif(s.company, '') as company, s.kind, ${sealedText(places.subject, 's', 'key')} as key,
        s.first_seen_at as "firstSeenAt", s.forgotten_at as "forgottenAt", s.blocked_at as "blockedAt",
        ${sealedText(places.subject, 's', 'legal_hold')} as "legalHold", s.forget_action as "forgetAction",
        standing.state, standing."hasFailed", standing."lastEvent"
      from (select * from ${examined} s where ${conditions(pool, filter)} order by s.id desc limit ${limit + 1}) s
      cross join lateral (${standing}) standing
      order by s.id desc`,
  )
  const marked = rows.map(
    ({ lastEvent, blockedAt, ...row }): SubjectEntry => ({
      ...row,
      ...(blockedAt !== null && { blocked: true as const }),
      blockedAt,
      lastEvent: lastEvent === null ? null : { ...lastEvent, at: timeOfId(lastEvent.messageId) },
    }),
  )
  const page = pageOf(marked, limit, ({ id }) => [id])
  if (page.next !== null) return page
  const [end] = await query<{ id: string }>(
    pool,
    sql`select s.id from ${examined} s order by s.id desc offset ${MAX_EXAMINED - 1} limit 1`,
  )
  return { ...page, next: end === undefined ? null : [end.id] }
}

export async function countSubjects(pool: Pool, filter: SubjectFilter): Promise<Count> {
  const [row] = await query<{ examined: number; matched: number }>(
    pool,
    sql`with s as materialized ${examinedSubjects(pool, filter, null, MAX_COUNT + 1)}
      select count(*)::int as examined, (count(*) filter (where ${conditions(pool, filter)}))::int as matched from s`,
  )
  const { examined = 0, matched = 0 } = row ?? {}
  return { count: Math.min(matched, MAX_COUNT), atLeast: examined > MAX_COUNT }
}

/** Subjects with their keys. */
export function readSubjects(
  pool: Pool,
  ids: readonly string[],
): Promise<(Pick<SubjectEntry, 'id' | 'key'> & Record<string, unknown>)[]> {
  return query(
    pool,
    sql`select id, ${sealedText(places.subject, 's', 'key')} as key
      from subject s where id = any(${ids}::bigint[]) order by id`,
  )
}

/**
 * The ids of a person: one for each company and kind of key. An empty list matches nothing.
 */
export async function findSubjectIds(pool: Pool, filter: SubjectFilter): Promise<string[]> {
  const rows = await query<{ id: string }>(
    pool,
    sql`select id from subject where ${conditions(pool, filter)} order by id limit 1000`,
  )
  return rows.map(({ id }) => id)
}

function examinedSubjects(
  client: Pool,
  { id, key }: SubjectFilter,
  after: string | number | null,
  limit: number,
): Sql {
  return sql`(select * from subject where ${all([
    id !== undefined && sql`id = ${id}::bigint`,
    key !== undefined && sql`key_digest = ${digestOfKey(client, key)}::uuid`,
    after !== null && sql`id < ${after}::bigint`,
  ])} order by id desc limit ${limit})`
}

function conditions(client: Pool, { id, company, kind, kinds, key }: SubjectFilter): Sql {
  return all([
    id !== undefined && sql`id = ${id}::bigint`,
    company !== undefined && sql`company = ${company}`,
    kind !== undefined && sql`kind = ${kind}`,
    // Lanes of internal messages.
    id === undefined && kind === undefined && raw(`kind <> 'internal'`),
    kinds != null && sql`kind = any(${kinds}::text[])`,
    key !== undefined && sql`key_digest = ${digestOfKey(client, key)}::uuid`,
  ])
}
