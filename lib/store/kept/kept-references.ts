import type { Pool } from 'pg'
import type { Actor } from '../actions/record-action.ts'
import { query } from '../db/query.ts'
import { sql } from '../db/sql.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { digestOf } from '../db/uuid-of-digest.ts'
import { type SubjectSummary, subjectColumn } from '../queries/subject-ref.ts'

export type KeptKind = 'view' | 'message' | 'subject'

export interface Reference {
  readonly kind: KeptKind
  /** an id, or the filter of a view as JSON */
  readonly reference: string
}

export interface RecentHit {
  readonly id: string
  readonly message: {
    readonly id: string
    readonly type: string | null
    readonly receivedAt: string
  } | null
  readonly subject: SubjectSummary | null
}

export interface KeptReferences {
  readonly views: readonly { readonly id: string; readonly reference: string }[]
  readonly recent: readonly RecentHit[]
}

const MAX_VIEWS = 30
const MAX_RECENT = 10

/** The saved views and the recent hits of a person. Deleted messages and forgotten employees are left out. */
export async function listKept(pool: Pool, by: Actor): Promise<KeptReferences> {
  const owner = ownerOf(by)
  const [views, recent] = await Promise.all([
    query<{ id: string; reference: string }>(
      pool,
      sql`select id, reference from kept_reference
        where owner = ${owner}::uuid and kind = 'view' order by kept_at limit ${MAX_VIEWS}`,
    ),
    query<RecentHit>(
      pool,
      sql`select k.id, case when m.id is not null then jsonb_build_object('id', m.id, 'type', m.type,
            'receivedAt', m.received_at) end as message, ${subjectColumn}
        from kept_reference k
        left join message m on m.id = case when k.kind = 'message' then k.reference::uuid end
        left join subject su on su.id = case when k.kind = 'subject' then k.reference::bigint end
        where k.owner = ${owner}::uuid and k.kind <> 'view' and (m.id is not null or su.id is not null)
        order by k.kept_at desc limit ${MAX_RECENT}`,
    ),
  ])
  return { views, recent }
}

const keep = defineStatement({
  name: 'keep-reference',
  text: `
    insert into kept_reference (kept_at, owner, id, kind, reference)
    values (receiver_clock(), $1::uuid, $2::uuid, $3, $4)
    on conflict (owner, id) do update set kept_at = excluded.kept_at where kept_reference.kind <> 'view'`,
})

const dropOldest = defineStatement({
  name: 'drop-oldest-references',
  text: `
    delete from kept_reference where owner = $1::uuid and id in (
      select id from kept_reference where owner = $1::uuid and (kind = 'view') = $2::boolean
      order by kept_at desc offset $3)`,
})

const drop = defineStatement({
  name: 'drop-reference',
  text: 'delete from kept_reference where owner = $1::uuid and id = $2::uuid',
})

/** Keeps a reference of a person, and drops the oldest beyond 30 views or 10 hits. */
export async function keepReference(pool: Pool, by: Actor, kept: Reference): Promise<void> {
  const owner = ownerOf(by)
  const { kind, reference } = kept
  await execute(pool, keep, [owner, digestOf(JSON.stringify([kind, reference])), kind, reference])
  const isView = kind === 'view'
  await execute(pool, dropOldest, [owner, isView, isView ? MAX_VIEWS : MAX_RECENT])
}

export async function dropReference(pool: Pool, by: Actor, id: string): Promise<void> {
  await execute(pool, drop, [ownerOf(by), id])
}

/** A client without a user keeps its own. */
function ownerOf({ issuer, tenant, clientId, user }: Actor): string {
  return digestOf(
    JSON.stringify(user === null ? [issuer, tenant, clientId] : [issuer, tenant, user, '']),
  )
}
