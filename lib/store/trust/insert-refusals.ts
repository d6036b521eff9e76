import type { Pool } from 'pg'
import type { Refusal } from '../../auth/refusals/refusal.ts'
import { failureOf } from '../db/sql-state.ts'
import { defineStatement, execute } from '../db/statement.ts'
import { storableText } from '../db/storable-text.ts'

/** Advice lists every trusted issuer. */
const MAX_LENGTH = 4_000

const statement = defineStatement({
  name: 'insert-refusals',
  // Idempotent after a lost answer. JSON carries the lists: PostgreSQL has no arrays of arrays with
  // different lengths.
  text: `
    insert into refusal (id, refused_at, until_at, calls, method, path, company, status, code, advice,
      issuer, client_id, tenant, scopes, scopes_wanted, claimed, correlation_id, message_id,
      authorization_kind, caller_address)
    select id, "refusedAt", "untilAt", calls, method, path, company, status, code, advice, issuer,
      "clientId", tenant, scopes, "scopesWanted", claimed, "correlationId", "messageId",
      "authorization", "callerAddress"
    from jsonb_to_recordset($1::jsonb) as r (id uuid, "refusedAt" timestamptz, "untilAt" timestamptz,
      calls int, method text, path text, company text, status int, code text, advice text, issuer text,
      "clientId" text, tenant text, scopes text[], "scopesWanted" text[], claimed jsonb,
      "correlationId" text, "messageId" uuid,
      "authorization" text, "callerAddress" text)
    on conflict (id) do nothing`,
})

/** Skips a refusal that cannot be stored, so that it does not block the others. */
export async function insertRefusals(pool: Pool, refusals: readonly Refusal[]): Promise<void> {
  try {
    await execute(pool, statement, [JSON.stringify(refusals, storable)])
  } catch (error) {
    if (failureOf(error) !== 'data') throw error
    if (refusals.length > 1) for (const one of refusals) await insertRefusals(pool, [one])
  }
}

/** Makes values of an untrusted token storable. */
function storable(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? storableText(value, MAX_LENGTH) : value
}
