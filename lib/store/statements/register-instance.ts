import type { Pool } from 'pg'
import { run, type Statement } from './statement.ts'

const statement: Statement = {
  name: 'register-instance',
  text: `
    insert into instance (id, role, version, handler_ids) values ($1, $2, $3, $4)
    on conflict (id) do update set last_seen_at = now()`,
}

/** Says that this process is there, and which handlers it knows; repeated, that it is still there. */
export async function registerInstance(
  pool: Pool,
  instance: { id: string; role: string; version: string; handlerIds: readonly number[] },
): Promise<void> {
  await run(pool, statement, [instance.id, instance.role, instance.version, instance.handlerIds])
}
