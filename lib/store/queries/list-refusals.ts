import type { Pool } from 'pg'
import type { Refusal } from '../../auth/refusals/refusal.ts'
import { query } from '../db/query.ts'
import { all, type Sql, sql } from '../db/sql.ts'
import { countMatching } from './count-matching.ts'
import { firstIdAt } from './id-time.ts'
import { type Count, type Page, type PageRequest, pageOf } from './page.ts'
import { REFUSAL_CAUSE, SEEN_MARK } from './refusal-cause.ts'

export interface RefusalFilter {
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly status?: number | undefined
  readonly code?: string | undefined
  readonly client?: string | undefined
  readonly issuer?: string | undefined
  readonly company?: string | undefined
  readonly correlationId?: string | undefined
  readonly paths?: { readonly are: 'these' | 'others'; readonly of: readonly string[] } | undefined
}

export interface ListedRefusal extends Refusal {
  /** digest shared by refusals with the same cause */
  readonly cause: string
  /** null = not marked as seen since */
  readonly seen: {
    readonly at: string
    readonly person: string | null
    readonly clientId: string
  } | null
}

/** A page of refusals, newest first. */
export async function listRefusals(
  pool: Pool,
  filter: RefusalFilter,
  { after, limit }: PageRequest,
): Promise<Page<ListedRefusal>> {
  const rows = await query<ListedRefusal>(
    pool,
    sql`select r.id, r.refused_at as "refusedAt", r.until_at as "untilAt", r.calls,
        coalesce(r.method, '') as method, r.path, r.company, r.status, r.code,
        coalesce(r.advice, '') as advice, r.issuer, r.client_id as "clientId", r.tenant, r.scopes,
        r.scopes_wanted as "scopesWanted", r.claimed, r.correlation_id as "correlationId",
        r.message_id as "messageId", r.authorization_kind as "authorization",
        r.caller_address as "callerAddress", ${REFUSAL_CAUSE} as cause,
        case when seen.cause is not null then jsonb_build_object('at', seen.seen_at,
          'person', seen.person, 'clientId', seen.client_id) end as seen
      from refusal r ${SEEN_MARK}
      where ${conditions(filter)} and ${after === null ? sql`true` : sql`r.id < ${after[0]}::uuid`}
      order by r.id desc limit ${limit + 1}`,
  )
  return pageOf(rows, limit, ({ id }) => [id])
}

export function countRefusals(pool: Pool, filter: RefusalFilter): Promise<Count> {
  return countMatching(pool, 'refusal r', conditions(filter))
}

function conditions(filter: RefusalFilter): Sql {
  const { from, to, status, code, client, issuer, company, correlationId, paths } = filter
  return all([
    from !== undefined && sql`r.id >= ${firstIdAt(from)}::uuid`,
    to !== undefined && sql`r.id < ${firstIdAt(to)}::uuid`,
    status !== undefined && sql`r.status = ${status}`,
    code !== undefined && sql`r.code = ${code}`,
    client !== undefined && sql`r.client_id = ${client}`,
    issuer !== undefined && sql`r.issuer = ${issuer}`,
    company !== undefined && sql`r.company = ${company}`,
    correlationId !== undefined && sql`r.correlation_id = ${correlationId}`,
    paths?.are === 'these' && sql`r.path = any(${paths.of}::text[])`,
    paths?.are === 'others' && sql`r.path <> all(${paths.of}::text[])`,
  ])
}
