import { hash } from 'node:crypto'
import type { DomainEvent, NamedValue } from './event.ts'
import type { Subject } from './subject.ts'

/** What an event is recognised by when it comes again. */
export interface EventIdentity {
  /** SHA-256 in hex: of scope, type and event id; without an event id, of scope, type, body and place */
  readonly id: string
  /** SHA-256 in hex: of what the event says. The same id with other content is no repeat */
  readonly content: string
  /**
   * Without an event id: `body` recognises the same body for a short time, `latest` a record that equals
   * the latest one of its lane (or, without a key, of its caller and type)
   */
  readonly kind: 'event-id' | 'body' | 'latest'
}

export interface IdentitySource {
  /** the company, else the caller: ids of one sender mean nothing beside those of another */
  readonly scope: string
  /** SHA-256 of the whole body; asked for only where the sender gave no event id */
  readonly bodyHash: () => string
  /** index of the event in its message */
  readonly place: number
  /** the lane of a record without a contract; null = the event has a contract */
  readonly lane: Pick<Subject, 'kind' | 'key'> | null
  /** issuer and client that sent it */
  readonly caller: string
  /** the id names a CloudEvent by its source, whatever its type */
  readonly isCloudEvent?: boolean
}

/**
 * Identity of an event. An event id without a character counts as none. The type is part of it in any
 * case: for JSON it stands in the address, not in the body. The order of keys and params, and who
 * published when and how often, are not content; nor is the whole of a JSON event, its "payload".
 * Pure, 2 hashes an event.
 */
export function identityOf(event: DomainEvent, source: IdentitySource): EventIdentity {
  if (source.isCloudEvent === true) return identityOfCloudEvent(event, source)
  const hasId = event.eventId !== null && event.eventId.trim() !== ''
  // A time of publication tells one body from the next, as V1's does.
  const isLatest = !hasId && source.lane !== null && event.publishedAt === null
  const content = [
    event.entityType,
    event.effectiveStartDate?.sent ?? null,
    ...sortedPairs(event.keys),
    'params',
    ...sortedPairs(event.params),
    // Where nothing of it came nothing is added: most events are told by the parts above alone.
    ...(event.more.length > 0 ? ['more', ...sortedPairs(event.more)] : []),
    // The payload of a record is the record itself.
    ...(event.payload !== null && source.lane === null ? ['payload', event.payload] : []),
  ]
  if (isLatest) {
    // A lane has records of several types.
    return {
      id: digest(latestOf(event, source)),
      content: digest([event.type, ...content]),
      kind: 'latest',
    }
  }
  const id = hasId
    ? ['event-id', source.scope, event.type, event.eventId]
    : ['body', source.scope, event.type, source.bodyHash(), String(source.place)]
  return { id: digest(id), content: digest(content), kind: hasId ? 'event-id' : 'body' }
}

/** Source and id are enough. Extensions may change from one delivery to the next, and are not content. */
function identityOfCloudEvent(event: DomainEvent, { scope }: IdentitySource): EventIdentity {
  const { eventId, type, entityType, keys, more, payload } = event
  const isRecord = keys.length + more.length > 0
  const content = [type, entityType, ...sortedPairs(keys), 'more', ...sortedPairs(more)]
  return {
    id: digest(['cloud-event', scope, eventId]),
    content: digest(isRecord ? content : [...content, 'payload', payload]),
    kind: 'event-id',
  }
}

/** The lane of a record; without a key all records of its caller and type. */
function latestOf({ type }: DomainEvent, { scope, lane, caller }: IdentitySource) {
  const hasKey = lane !== null && lane.kind !== 'event'
  return hasKey ? ['lane', scope, lane.kind, lane.key] : ['caller', scope, caller, type]
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
