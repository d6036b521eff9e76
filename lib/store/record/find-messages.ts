import type { MessageWarning } from '../../events/message-warning.ts'
import type { StoredBody } from '../../events/stored-body.ts'
import { openBodies } from '../db/open-bodies.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'

/** A recorded message with the fields for decoding and planning it again. */
export interface StoredMessage extends StoredBody {
  readonly id: string
  readonly receivedAt: Date
  readonly state: 'recorded' | 'undecodable'
  readonly eventCount: number
  readonly company: string | null
  readonly issuer: string
  readonly clientId: string
  readonly tenant: string
  readonly name: string | null
  readonly callerId: number
  readonly correlationId: string
  readonly contentEncoding: string | null
  readonly warnings: readonly MessageWarning[]
}

type Row = Omit<StoredMessage, 'forgotten' | 'events'> & { readonly keyId: string | null }

const statement = defineStatement<Row>({
  name: 'find-messages',
  columns: {
    id: true,
    keyId: true,
    receivedAt: true,
    state: true,
    eventCount: true,
    company: true,
    issuer: true,
    clientId: true,
    tenant: true,
    name: true,
    callerId: true,
    correlationId: true,
    contentEncoding: true,
    warnings: true,
    body: true,
    contentType: true,
    typeHint: true,
    hints: true,
  },
  text: `
    select m.id, m.received_at as "receivedAt", m.state, m.event_count as "eventCount", m.company,
      c.issuer, c.client_id as "clientId", c.tenant, c.name,
      c.id as "callerId",
      m.correlation_id as "correlationId", m.content_type as "contentType",
      m.content_encoding as "contentEncoding", m.type_hint as "typeHint", m.hints,
      coalesce(m.warnings, '[]'::jsonb) as warnings, m.key_id as "keyId", m.body
    from message m join caller c on c.id = m.caller_id
    where m.id = any($1::uuid[])
    order by m.id`,
})

export async function findMessages(
  client: Queryable,
  ids: readonly string[],
): Promise<StoredMessage[]> {
  return openBodies(client, await execute(client, statement, [ids]))
}
