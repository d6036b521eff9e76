import type { Pool } from 'pg'
import type { Refusal } from '../../refusals/refusal.ts'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'insert-refusals',
  // Sent again after a lost answer it changes nothing. Lists come as JSON: an array of arrays of
  // different lengths is none to PostgreSQL.
  text: `
    insert into refusal (id, refused_at, until_at, calls, method, path, company, status, code, advice,
      issuer, client_id, tenant, scopes, scopes_wanted, claimed, correlation_id, message_id)
    select id, "refusedAt", "untilAt", calls, method, path, company, status, code, advice, issuer,
      "clientId", tenant, scopes, "scopesWanted", claimed, "correlationId", "messageId"
    from jsonb_to_recordset($1::jsonb) as r (id uuid, "refusedAt" timestamptz, "untilAt" timestamptz,
      calls int, method text, path text, company text, status int, code text, advice text, issuer text,
      "clientId" text, tenant text, scopes text[], "scopesWanted" text[], claimed jsonb,
      "correlationId" text, "messageId" uuid)
    on conflict (id) do nothing`,
}

export async function insertRefusals(pool: Pool, refusals: readonly Refusal[]): Promise<void> {
  await run(pool, statement, [JSON.stringify(refusals)])
}
