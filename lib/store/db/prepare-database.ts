import type { Pool } from 'pg'
import { migrate } from './migrate.ts'
import { prepareSchema } from './prepare-schema.ts'
import { requireOwnSessions } from './require-own-sessions.ts'

/**
 * Checks what the service relies on, then creates or extends its tables.
 * @param schema holds the tables; null = as the role or the address says
 * @returns the names of the migrations that were applied
 * @throws ReceiverError database_pooler or database_rights
 */
export async function prepareDatabase(pool: Pool, schema: string | null): Promise<string[]> {
  await requireOwnSessions(pool)
  await prepareSchema(pool, schema)
  return migrate(pool)
}
