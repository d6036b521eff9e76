import { hash } from 'node:crypto'
import type { DomainEvent, NamedValue } from './event.ts'
import type { Subject } from './subject.ts'

/** How an event is recognized if it arrives again. */
export interface EventIdentity {
  /** SHA-256 in hex of scope, type and event id; without an id, of scope, type, body and place */
  readonly id: string
  /** SHA-256 in hex of the content. The same id with other content is no duplicate */
  readonly content: string
  /**
   * For events without an id: `body` recognizes the same body for a short time; `latest` a record
   * that equals the latest one of its lane, or, without a key, of its caller and type
   */
  readonly kind: 'event-id' | 'body' | 'latest'
}

export interface IdentitySource {
  /** the company, else the caller: ids are unique only per sender */
  readonly scope: string
  /** SHA-256 of the whole body; used only without an event id */
  readonly bodyHash: () => string
  /** index of the event in its message */
  readonly place: number
  /** the lane of a record without a contract; null = the event has a contract */
  readonly lane: Pick<Subject, 'kind' | 'key'> | null
  /** issuer and client that sent it */
  readonly caller: string
  /** a CloudEvent: the id is unique per source, for all types */
  readonly isCloudEvent?: boolean
}

/**
 * The identity of an event. The type is always part of it: for JSON it is in the URL, not in the
 * body. Order of keys and params, time and author of the publication, and the payload of a JSON
 * event are not content. Pure, two hashes per event.
 */
export function identityOf(event: DomainEvent, source: IdentitySource): EventIdentity {
  if (source.isCloudEvent === true) return identityOfCloudEvent(event, source)
  const hasId = event.eventId !== null && event.eventId.trim() !== ''
  // A time of publication distinguishes bodies, as in V1.
  const isLatest = !hasId && source.lane !== null && event.publishedAt === null
  const content = [
    event.entityType,
    event.effectiveStartDate?.sent ?? null,
    ...sortedPairs(event.keys),
    'params',
    ...sortedPairs(event.params),
    // Adds nothing for absent values.
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

/** Source and id suffice. Extensions may differ between deliveries and are not content. */
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

/** Prefixes each part with its length, so that different lists have different texts. */
function digest(parts: readonly (string | null)[]): string {
  let text = ''
  for (const part of parts) text += part === null ? '-' : `${part.length}:${part}`
  return hash('sha256', text)
}

function sortedPairs(values: readonly NamedValue[]): string[] {
  return values.map(({ name, value }) => `${name.length}:${name}${value}`).sort()
}
