import type { Pool } from 'pg'
import { run, type Statement } from './statement.ts'

export interface StoredBody {
  readonly id: string
  readonly body: Buffer
  readonly contentType: string | null
  readonly typeHint: string | null
}

const statement: Statement = {
  name: 'find-bodies',
  text: `
    select id, body, content_type as "contentType", type_hint as "typeHint"
    from message where id = any($1::uuid[])`,
}

export function findBodies(pool: Pool, ids: readonly string[]): Promise<StoredBody[]> {
  return run<StoredBody & Record<string, unknown>>(pool, statement, [ids])
}
