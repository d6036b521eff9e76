import type { Pool } from 'pg'
import { query } from '../db/query.ts'
import { sql } from '../db/sql.ts'
import { REFUSAL_CAUSE, REFUSAL_LAST } from '../queries/refusal-cause.ts'
import type { Actor } from './record-action.ts'

/**
 * Marks the cause of a refusal as seen up to this refusal. Later ones of the cause appear again.
 * @returns whether the refusal exists
 */
export async function markRefusalsSeen(pool: Pool, id: string, by: Actor): Promise<boolean> {
  const rows = await query(
    pool,
    sql`insert into seen_refusal as known (cause, until, seen_at, issuer, client_id, tenant, person)
      select ${REFUSAL_CAUSE}, ${REFUSAL_LAST}, receiver_clock(), ${by.issuer}::text,
        ${by.clientId}::text, ${by.tenant}::text, ${by.user}::text
      from refusal r where r.id = ${id}::uuid
      on conflict (cause) do update set until = greatest(known.until, excluded.until),
        seen_at = excluded.seen_at, issuer = excluded.issuer, client_id = excluded.client_id,
        tenant = excluded.tenant, person = excluded.person
      returning cause`,
  )
  return rows.length > 0
}
