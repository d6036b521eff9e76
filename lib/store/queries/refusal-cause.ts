import { raw, type Sql, sql } from '../db/sql.ts'

/**
 * What refusals of one cause have in common, as a digest: the reason, the path and the caller. Strangers
 * can name any company, which therefore belongs to the cause of a proved caller alone.
 * The alias `r` is the refusal.
 */
export const REFUSAL_CAUSE: Sql = raw(`md5(jsonb_build_array(r.code, r.authorization_kind, r.path,
  coalesce(r.issuer, r.claimed->>'issuer'), coalesce(r.client_id, r.claimed->>'clientId'),
  case when r.issuer is not null then r.company end)::text)`)

/** When a refusal, or the last one that its row counts, was made. */
export const REFUSAL_LAST: Sql = raw('coalesce(r.until_at, r.refused_at)')

/** The mark of somebody who has seen the refusal; it does not cover those that came later. */
export const SEEN_MARK: Sql = sql`left join seen_refusal seen
  on seen.cause = ${REFUSAL_CAUSE} and seen.until >= ${REFUSAL_LAST}`
