import type { Pool } from 'pg'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'register-handlers',
  text: `
    insert into handler (name, definition)
    select name, definition from unnest($1::text[], $2::jsonb[]) as known (name, definition)
    order by name
    on conflict (name) do update set definition = excluded.definition, last_seen_at = now()
    returning id, name`,
}

/** @returns the ids of the handlers, by name; new ones are added in state running */
export async function registerHandlers(
  pool: Pool,
  handlers: readonly { name: string; definition: unknown }[],
): Promise<Map<string, number>> {
  const rows = await run<{ id: number; name: string }>(pool, statement, [
    handlers.map((handler) => handler.name),
    handlers.map((handler) => JSON.stringify(handler.definition)),
  ])
  return new Map(rows.map((row) => [row.name, row.id]))
}
