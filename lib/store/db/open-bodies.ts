import { places } from '../../encryption/places.ts'
import { INSTALLATION_KEY } from '../../encryption/vault.ts'
import type { DomainEvent } from '../../events/event.ts'
import { jsonOf, openValues } from './sealed-values.ts'
import { defineStatement, execute, type Queryable } from './statement.ts'

/** A message's body as it is stored. */
export interface SealedBody {
  readonly id: string
  readonly keyId: string | null
  readonly body: Buffer
}

/** The body and its events, as far as they can be read. */
export interface OpenedBody {
  /** empty if it was forgotten */
  readonly body: Buffer
  /** the body named a person who was forgotten */
  readonly forgotten?: true
  /** of a forgotten body with several persons, by ordinal; null = forgotten */
  readonly events?: readonly (DomainEvent | null)[]
}

/** SQL of the key that seals the content of an event. */
export function keyOfContent(alias: string): string {
  return `encode(substring(${alias}.content from 6 for 16), 'hex')::uuid`
}

const ofEvent = defineStatement<{ keyId: string | null }>({
  name: 'find-key-of-event',
  columns: { keyId: true },
  text: `
    select coalesce(${keyOfContent('e')}, m.key_id) as "keyId"
    from event e join message m on m.id = e.message_id where e.message_id = $1 and e.ordinal = $2`,
})

const ofMessage = defineStatement<{ keyId: string | null }>({
  name: 'find-key-of-message',
  columns: { keyId: true },
  text: 'select key_id as "keyId" from message where id = $1',
})

/** The key that seals what is stored about an event; null = the installation's. */
export async function keyOfEvent(
  client: Queryable,
  messageId: string,
  ordinal: number,
): Promise<string | null> {
  return (await execute(client, ofEvent, [messageId, ordinal]))[0]?.keyId ?? null
}

/** The key of a message's only person; null, or the installation's = none or several. */
export async function keyOfMessage(client: Queryable, messageId: string): Promise<string | null> {
  return (await execute(client, ofMessage, [messageId]))[0]?.keyId ?? null
}

interface Content {
  readonly messageId: string
  readonly ordinal: number
  readonly content: Buffer
}

const findContents = defineStatement<Content>({
  name: 'find-event-contents',
  columns: { messageId: true, ordinal: true, content: true },
  text: `
    select message_id as "messageId", ordinal, content from event
    where message_id = any($1::uuid[]) and content is not null
    order by message_id, ordinal`,
})

const NOTHING = Buffer.alloc(0)

/**
 * Opens bodies with one look-up of their keys. The body of several persons needs all their keys; if one was
 * destroyed, the events of the others are still read one by one.
 * @throws ReceiverError key_store_away
 */
export async function openBodies<Row extends SealedBody>(
  client: Queryable,
  rows: readonly Row[],
): Promise<(Omit<Row, 'body' | 'keyId'> & OpenedBody)[]> {
  const bodies = await openValues(
    client,
    rows.map(({ id, keyId, body }) => ({
      keyId,
      bytes: body,
      place: `${places.message.of(id)}:body`,
    })),
  )
  const severed = rows.filter(
    ({ keyId }, index) => bodies[index] === null && keyId === INSTALLATION_KEY,
  )
  const contents = severed.length === 0 ? new Map() : await contentsOf(client, severed)
  return rows.map(({ body: _body, keyId: _keyId, ...row }, index) => {
    const body = bodies[index] ?? null
    if (body !== null) return { ...row, body }
    const events = contents.get(row.id)
    return { ...row, body: NOTHING, forgotten: true, ...(events && { events }) }
  })
}

async function contentsOf(
  client: Queryable,
  rows: readonly SealedBody[],
): Promise<Map<string, (DomainEvent | null)[]>> {
  const found = await execute(client, findContents, [rows.map(({ id }) => id)])
  const opened = await openValues(
    client,
    found.map(({ messageId, ordinal, content }) => ({
      keyId: '',
      bytes: content,
      place: `${places.event.of(messageId, ordinal)}:content`,
    })),
  )
  const events = new Map<string, (DomainEvent | null)[]>()
  found.forEach(({ messageId, ordinal }, index) => {
    const clear = opened[index] ?? null
    const ofMessage = events.get(messageId) ?? []
    ofMessage[ordinal] = jsonOf<DomainEvent>(clear)
    events.set(messageId, ofMessage)
  })
  return events
}
