import { hash } from 'node:crypto'
import type { DomainEvent, NamedValue } from './event.ts'

/** What an event is recognised by when it comes again. */
export interface EventIdentity {
  /** SHA-256, 32 bytes: of scope, type and event id; without an event id, of scope, body and place */
  readonly id: Buffer
  /** SHA-256, 32 bytes: of what the event says. The same id with other content is no repeat */
  readonly content: Buffer
  /** `body`: the sender gave no event id, so the identity holds for a short time only */
  readonly kind: 'event-id' | 'body'
}

export interface IdentitySource {
  /** the company, else the caller: ids of one sender mean nothing beside those of another */
  readonly scope: string
  /** SHA-256 of the whole body; asked for only where the sender gave no event id */
  readonly bodyHash: () => Buffer
  /** index of the event in its message */
  readonly place: number
}

/**
 * Identity of an event. An empty event id counts as none. The order of keys and params, and who
 * published when and how often, are not content. Pure, 2 hashes an event.
 */
export function identityOf(event: DomainEvent, source: IdentitySource): EventIdentity {
  const hasId = event.eventId !== null && event.eventId !== ''
  const id = hasId
    ? ['event-id', source.scope, event.type, event.eventId]
    : ['body', source.scope, source.bodyHash().toString('hex'), source.place]
  const content = [
    event.entityType,
    sortedPairs(event.keys),
    sortedPairs(event.params),
    event.effectiveStartDate?.sent ?? null,
  ]
  return {
    id: digest(id),
    content: digest(content),
    kind: hasId ? 'event-id' : 'body',
  }
}

/** JSON quotes each part, so no two different lists have the same text. */
function digest(parts: readonly unknown[]): Buffer {
  return hash('sha256', JSON.stringify(parts), 'buffer')
}

function sortedPairs(values: readonly NamedValue[]): string[] {
  return values.map(({ name, value }) => JSON.stringify([name, value])).sort()
}
