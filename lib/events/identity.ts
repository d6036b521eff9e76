import { hash } from 'node:crypto'
import type { DomainEvent, NamedValue } from './event.ts'

/** What an event is recognised by when it comes again. */
export interface EventIdentity {
  /** SHA-256 in hex: of scope, type and event id; without an event id, of scope, body and place */
  readonly id: string
  /** SHA-256 in hex: of what the event says. The same id with other content is no repeat */
  readonly content: string
  /** `body`: the sender gave no event id, so the identity holds for a short time only */
  readonly kind: 'event-id' | 'body'
}

export interface IdentitySource {
  /** the company, else the caller: ids of one sender mean nothing beside those of another */
  readonly scope: string
  /** SHA-256 of the whole body; asked for only where the sender gave no event id */
  readonly bodyHash: () => string
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
    : ['body', source.scope, source.bodyHash(), String(source.place)]
  const content = [
    event.entityType,
    event.effectiveStartDate?.sent ?? null,
    ...sortedPairs(event.keys),
    'params',
    ...sortedPairs(event.params),
  ]
  return { id: digest(id), content: digest(content), kind: hasId ? 'event-id' : 'body' }
}

/** Each part with its length before it: no two different lists have the same text. */
function digest(parts: readonly (string | null)[]): string {
  let text = ''
  for (const part of parts) text += part === null ? '-' : `${part.length}:${part}`
  return hash('sha256', text)
}

function sortedPairs(values: readonly NamedValue[]): string[] {
  return values.map(({ name, value }) => `${name.length}:${name}${value}`).sort()
}
