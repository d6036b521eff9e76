import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

export interface MessageSize {
  readonly id: string
  readonly events: number
  /** of its body */
  readonly bytes: number
}

const statement = defineStatement<MessageSize>({
  name: 'message-sizes',
  columns: { id: true, events: true, bytes: true },
  text: `
    select id, event_count as events, octet_length(body) as bytes
    from message where id = any($1::uuid[]) order by id`,
})

export function messageSizes(pool: Pool, ids: readonly string[]): Promise<MessageSize[]> {
  return run(pool, statement, [ids])
}
