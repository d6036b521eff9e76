import type { Pool } from 'pg'
import type { StoredBody } from '../../events/stored-body.ts'
import { run, type Statement } from './statement.ts'

export interface FoundBody extends StoredBody {
  readonly id: string
  /** places of events that may be repeats; null = none */
  readonly mayBeRepeat: readonly number[] | null
}

const statement: Statement = {
  name: 'find-bodies',
  text: `
    select id, body, content_type as "contentType", type_hint as "typeHint", hints,
      (select array_agg(ordinal) from event where message_id = message.id and may_be_repeat)
        as "mayBeRepeat"
    from message where id = any($1::uuid[])`,
}

export function findBodies(pool: Pool, ids: readonly string[]): Promise<FoundBody[]> {
  return run<FoundBody & Record<string, unknown>>(pool, statement, [ids])
}
