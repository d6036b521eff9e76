import type { DomainEvent } from '../../../lib/events/event.ts'

/** An event with nothing in it, but for what a test cares about. */
export function someEvent(given: Partial<DomainEvent> = {}): DomainEvent {
  return {
    eventId: null,
    type: null,
    entityType: null,
    effective: null,
    effectiveStartDate: null,
    publishedAt: null,
    publishedBy: null,
    repost: null,
    keys: [],
    params: [],
    payload: null,
    more: [],
    ...given,
  }
}
