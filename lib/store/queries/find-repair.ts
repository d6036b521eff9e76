import type { Pool } from 'pg'
import { places } from '../../encryption/places.ts'
import type { ReadingHints } from '../../events/reading-hints.ts'
import { query } from '../db/query.ts'
import { clearLength, openValues, type StoredValue, sealedText } from '../db/sealed-values.ts'
import { raw, sql } from '../db/sql.ts'
import { type ActionAuthor, authorOf } from './action-author.ts'

/** The repair of a message, with the original without its body. */
export interface FoundRepair {
  readonly actionId: string
  readonly requestedAt: Date | null
  readonly by: ActionAuthor | null
  readonly comment: string | null
  readonly bodyChanged: boolean
  readonly errorCode: string | null
  readonly contentType: string | null
  readonly contentEncoding: string | null
  readonly typeHint: string | null
  readonly hints: ReadingHints | null
  readonly bodyBytes: number
}

/** null = no repair */
export async function findRepair(pool: Pool, messageId: string): Promise<FoundRepair | null> {
  const [row] = await query<FoundRepair>(
    pool,
    sql`select o.action_id as "actionId", a.requested_at as "requestedAt", ${sealedText(places.action, 'a', 'comment')} as comment,
        case when a.id is not null then ${raw(authorOf('a'))} end as by,
        o.body is not null as "bodyChanged", o.error_code as "errorCode", o.content_type as "contentType",
        o.content_encoding as "contentEncoding", o.type_hint as "typeHint", o.hints,
        case when o.body is null then ${clearLength('m')} else ${clearLength('o')} end as "bodyBytes"
      from original_body o join message m on m.id = o.message_id left join action a on a.id = o.action_id
      where o.message_id = ${messageId}::uuid`,
  )
  return row ?? null
}

/** The body before a repair; null = no repair, or the body is unchanged. */
export async function findOriginalBody(pool: Pool, messageId: string): Promise<Buffer | null> {
  const [row] = await query<StoredValue>(
    pool,
    sql`select key_id as "keyId", body as bytes, ${raw(places.originalBody.sql('o'))} || ':body' as place
      from original_body o where message_id = ${messageId}::uuid and body is not null`,
  )
  const [body = null] = row === undefined ? [] : await openValues(pool, [row])
  return body
}
