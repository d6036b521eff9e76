import type { ClientBase } from 'pg'

const INDEX = /^create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?(\w+)\s/i

/** Replaces the client's timeout of seconds: an index may take an hour (ms). */
const PATIENCE_MS = 24 * 60 * 60_000

/**
 * Runs one statement outside of a transaction, so that writers continue. Skips an existing index, and
 * first drops the invalid index of an interrupted build. Other statements must be idempotent.
 */
export async function buildConcurrently(client: ClientBase, statement: string): Promise<void> {
  const name = INDEX.exec(statement)?.[1]
  if (name !== undefined) {
    const valid = await isValid(client, name)
    if (valid === true) return
    if (valid === false) await patiently(client, `drop index concurrently ${name}`)
  }
  await patiently(client, statement)
}

/** null = no such index */
async function isValid(client: ClientBase, name: string): Promise<boolean | null> {
  const { rows } = await client.query<{ valid: boolean }>(
    'select indisvalid as valid from pg_index where indexrelid = to_regclass($1)',
    [name],
  )
  return rows[0]?.valid ?? null
}

async function patiently(client: ClientBase, statement: string): Promise<void> {
  const { rows } = await client.query(`select current_setting('statement_timeout') as usual`)
  await client.query('set statement_timeout = 0')
  await client.query({ text: statement, query_timeout: PATIENCE_MS } as { text: string })
  // RESET would restore the role's default, not this session's setting.
  await client.query(`select set_config('statement_timeout', $1, false)`, [rows[0].usual])
}
