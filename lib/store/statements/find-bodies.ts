import type { Pool } from 'pg'
import type { StoredBody } from '../../events/stored-body.ts'
import { run, type Statement } from './statement.ts'

export interface FoundBody extends StoredBody {
  readonly id: string
}

const statement: Statement = {
  name: 'find-bodies',
  text: `
    select id, body, content_type as "contentType", type_hint as "typeHint", hints
    from message where id = any($1::uuid[])`,
}

export function findBodies(pool: Pool, ids: readonly string[]): Promise<FoundBody[]> {
  return run<FoundBody & Record<string, unknown>>(pool, statement, [ids])
}
