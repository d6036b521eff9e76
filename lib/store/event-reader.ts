import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { decodeMessage } from '../events/decode-message.ts'
import type { DomainEvent } from '../events/event.ts'
import type { MessageToRecord } from './recording.ts'
import type { StartedDelivery, StartedWithoutEvent } from './started-delivery.ts'
import { findBodies, type StoredBody } from './statements/find-bodies.ts'

export interface EventReader {
  /** Keeps the events of a message that was just recorded: they will soon be asked for. */
  remember(message: MessageToRecord): void
  /** Adds what the events say, from memory or from the stored bodies. */
  read(started: readonly StartedWithoutEvent[]): Promise<StartedDelivery[]>
}

/**
 * Decoded messages that are remembered. What is dispatched at once is asked for within milliseconds;
 * keeping more only makes the garbage collector copy it.
 */
const MAX_MESSAGES = 300
/** The same, counted by the bytes of their bodies. */
const MAX_BODY_BYTES = 16 * 1024 * 1024
/** Even an empty body takes room. */
const MIN_BYTES = 256

/**
 * What an event says is stored once, in the body of its message: it is decoded again when it is
 * dispatched, unless this process has just recorded it.
 */
export function createEventReader(pool: Pool): EventReader {
  const recent = new LRUCache<string, readonly DomainEvent[]>({
    max: MAX_MESSAGES,
    maxSize: MAX_BODY_BYTES,
  })

  function keep(messageId: string, events: readonly DomainEvent[], body: Buffer): void {
    recent.set(messageId, events, { size: Math.max(MIN_BYTES, body.length) })
  }

  return {
    remember: ({ id, events, body }) =>
      keep(
        id,
        events.map(({ event }) => event),
        body,
      ),
    async read(started) {
      const found = new Map<string, readonly DomainEvent[]>()
      const missing = new Set<string>()
      for (const { messageId } of started) {
        const events = recent.get(messageId)
        if (events === undefined) missing.add(messageId)
        else found.set(messageId, events)
      }
      if (missing.size > 0) {
        for (const stored of await findBodies(pool, [...missing])) {
          const events = eventsOf(stored)
          found.set(stored.id, events)
          keep(stored.id, events, stored.body)
        }
      }
      return started.map((delivery) => ({
        ...delivery,
        event: found.get(delivery.messageId)?.[delivery.ordinal] ?? null,
      }))
    },
  }
}

/** A body that was decoded once and cannot be any more has no events: its deliveries park. */
function eventsOf({ body, contentType, typeHint }: StoredBody): readonly DomainEvent[] {
  try {
    return decodeMessage(body, { contentType: contentType ?? undefined, typeHint }).events
  } catch {
    return []
  }
}
