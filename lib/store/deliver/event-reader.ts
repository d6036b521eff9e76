import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import { isKeyStoreAway } from '../../encryption/key-store-away.ts'
import { INSTALLATION_KEY, type Vault } from '../../encryption/vault.ts'
import type { DomainEvent } from '../../events/event.ts'
import { jsonOf } from '../db/sealed-values.ts'
import { vaultOf } from '../db/vault-of.ts'
import { keyIdOf } from '../record/person-keys.ts'
import type { MessageToRecord } from '../record/recording.ts'
import type {
  ReadMessage,
  StartedDelivery,
  StartedWithoutEvent,
} from '../record/started-delivery.ts'
import { subjectKeyFor } from '../record/subjects-of-batch.ts'
import { createFetcher, type Events, findApart, NO_EVENTS } from './fetch-events.ts'
import { findBodies, findEditedEvents } from './find-bodies.ts'

export interface EventReader {
  /** Caches the events of a message that was just recorded. */
  remember(message: MessageToRecord): void
  /** Adds the events, from the cache or from the stored bodies. */
  read(started: readonly StartedWithoutEvent[]): Promise<StartedDelivery[]>
  /** Loads the events of a message into the cache. */
  readAhead(messageId: string): void
}

export interface EventReaderOptions {
  /** largest body; the cache holds a few of them */
  readonly bodyLimitBytes: number
  /** how long a read is retried during an outage of the database (ms) */
  readonly retryMs: number
  readonly now: () => number
}

/**
 * Cached messages. Immediate dispatch needs them within milliseconds; a larger cache only costs
 * garbage collection.
 */
const MAX_MESSAGES = 300
/** Lanes may alternate between this many of the largest bodies. A decoded body takes several times its size. */
const LARGEST_BODIES = 2
/** Least size of a cache entry, even for an empty body. */
const MIN_BYTES = 256

/**
 * Reads events for dispatch. An event is stored once, in its message's body, and decoded again unless
 * this process has just recorded it.
 */
export function createEventReader(pool: Pool, options: EventReaderOptions): EventReader {
  const recent = new LRUCache<string, Events>({
    max: MAX_MESSAGES,
    maxSize: LARGEST_BODIES * options.bodyLimitBytes,
  })
  function keep(messageId: string, events: Events, body: Buffer): void {
    recent.set(messageId, events, { size: Math.max(MIN_BYTES, body.length) })
  }

  /** Events whose key is still cached: a destroyed key left the cache. */
  function cached(messageId: string, ordinal: number): Events | null {
    const found = recent.get(messageId)
    if (found === undefined) return null
    const keyId = keyOf(found, ordinal)
    if (keyId === null || keyId === INSTALLATION_KEY) return found
    return vaultOf(pool).keys.get(keyId)?.key == null ? null : found
  }

  const { underWay, fetchAll } = createFetcher(
    (ids) => findApart(pool, ids, options),
    (stored, events) => keep(stored.id, events, stored.body),
  )

  return {
    remember(message) {
      const keyIds = keyIdsOfMessage(vaultOf(pool), message)
      // A key that left the cache meanwhile: the message is read again.
      if (keyIds === null) return
      const events = message.events.map(({ event }) => event)
      keep(message.id, { events, keyIds }, message.body)
    },
    readAhead(messageId) {
      if (!recent.has(messageId) && !underWay.has(messageId)) fetchAll([messageId])
    },
    async read(started) {
      const known = started.map(({ messageId, ordinal }) => cached(messageId, ordinal))
      const missing = new Set<string>()
      for (const [index, { messageId }] of started.entries()) {
        if (known[index] === null && !underWay.has(messageId)) missing.add(messageId)
      }
      if (missing.size > 0) fetchAll([...missing])
      // Collect before the first await: a read leaves `underWay` when it ends.
      const reading = started.map(async ({ messageId, ordinal }, index) => {
        const found = known[index] ?? (await underWay.get(messageId)) ?? NO_EVENTS
        return { event: found.events[ordinal] ?? null, keyId: keyOf(found, ordinal) }
      })
      const [edited] = await Promise.all([
        readEdited(pool, started).catch(nullIfKeyAway),
        Promise.allSettled(reading),
      ])
      return Promise.all(
        started.map(async (given, index) => {
          const delivery = { ...given, readMessage: () => readMessage(pool, given) }
          const found = (await reading[index]?.catch(nullIfKeyAway)) ?? null
          const isKeyAway = found === null || (given.edit > 0 && edited === null)
          if (isKeyAway) return { ...delivery, event: null, keyId: null, isKeyAway }
          const { event, keyId } = found
          const form = edited?.get(given)
          if (form !== undefined) return { ...delivery, keyId, event: form, original: event }
          return { ...delivery, keyId, event }
        }),
      )
    },
  }
}

/** Reads a message on request: only handlers that forward it need it. */
async function readMessage(
  pool: Pool,
  { messageId, edit }: StartedWithoutEvent,
): Promise<ReadMessage | null> {
  const [found] = await findBodies(pool, [messageId])
  if (found === undefined) return null
  const { body, contentType, hints } = found
  return { body, contentType, hints, isEdited: edit > 0 }
}

/** Reads edited events each time: they are rare and not part of the message. */
async function readEdited(
  pool: Pool,
  started: readonly StartedWithoutEvent[],
): Promise<Map<StartedWithoutEvent, DomainEvent | null>> {
  const deliveries = started.filter(({ edit }) => edit > 0)
  if (deliveries.length === 0) return new Map()
  const bodies = await findEditedEvents(pool, deliveries)
  return new Map(
    [...bodies].map(([place, body]) => [
      deliveries[place] as StartedWithoutEvent,
      jsonOf<DomainEvent>(body),
    ]),
  )
}

function keyOf({ keyIds }: Events, ordinal: number): string | null {
  return typeof keyIds === 'string' ? keyIds : (keyIds?.[ordinal] ?? null)
}

/** The keys that a recording has just used; null = one is not cached any more. */
function keyIdsOfMessage(vault: Vault, message: MessageToRecord): readonly string[] | null {
  const keyIds = message.events.map(({ subject }, ordinal) =>
    keyIdOf(vault, subjectKeyFor({ message, ordinal }, subject)),
  )
  return keyIds.every((keyId) => keyId !== undefined) ? (keyIds as string[]) : null
}

function nullIfKeyAway(error: unknown): null {
  if (isKeyStoreAway(error)) return null
  throw error
}
