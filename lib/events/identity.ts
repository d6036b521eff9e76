import { hash } from 'node:crypto'
import type { DomainEvent, NamedValue } from './event.ts'

/** What an event is recognised by when it comes again. */
export interface EventIdentity {
  /** SHA-256 in hex: of scope, type and event id; without an event id, of scope, type, body and place */
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
  /** its payload is the event itself, as in JSON: it holds id and time, too */
  readonly isWholePayload: boolean
}

/**
 * Identity of an event. An event id without a character counts as none. The type is part of it in any
 * case: for JSON it stands in the address, not in the body. The order of keys and params, and who
 * published when and how often, are not content; nor is the whole of a JSON event, its "payload".
 * Pure, 2 hashes an event.
 */
export function identityOf(event: DomainEvent, source: IdentitySource): EventIdentity {
  const hasId = event.eventId !== null && event.eventId.trim() !== ''
  const id = hasId
    ? ['event-id', source.scope, event.type, event.eventId]
    : ['body', source.scope, event.type, source.bodyHash(), String(source.place)]
  const content = [
    event.entityType,
    event.effectiveStartDate?.sent ?? null,
    ...sortedPairs(event.keys),
    'params',
    ...sortedPairs(event.params),
    // Where nothing of it came nothing is added: most events are told by the parts above alone.
    ...(event.more.length > 0 ? ['more', ...sortedPairs(event.more)] : []),
    ...(event.payload !== null && !source.isWholePayload ? ['payload', event.payload] : []),
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
