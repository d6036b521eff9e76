import { raw, type Sql, sql } from '../db/sql.ts'

/**
 * SQL of the cause of refusal `r`: a digest of reason, path and caller. Includes the company for
 * authenticated callers only, because other callers can claim any company.
 */
export const REFUSAL_CAUSE: Sql = raw(`md5(jsonb_build_array(r.code, r.authorization_kind, r.path,
  coalesce(r.issuer, r.claimed->>'issuer'), coalesce(r.client_id, r.claimed->>'clientId'),
  case when r.issuer is not null then r.company end)::text)`)

/** SQL of the time of a refusal, or of the last one in its row. */
export const REFUSAL_LAST: Sql = raw('coalesce(r.until_at, r.refused_at)')

/** SQL join of an operator's mark as seen, which does not cover later refusals. */
export const SEEN_MARK: Sql = sql`left join seen_refusal seen
  on seen.cause = ${REFUSAL_CAUSE} and seen.until >= ${REFUSAL_LAST}`
