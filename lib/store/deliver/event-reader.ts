import { LRUCache } from 'lru-cache'
import type { Pool } from 'pg'
import type { DomainEvent } from '../../events/event.ts'
import { storedEvents } from '../../events/stored-body.ts'
import type { MessageToRecord } from '../record/recording.ts'
import type {
  ReadMessage,
  StartedDelivery,
  StartedWithoutEvent,
} from '../record/started-delivery.ts'
import { type FoundBody, findBodies, findEditedEvents } from './find-bodies.ts'

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
/** bytes of bodies per read */
const MAX_READ_BYTES = 8 * 1024 * 1024
/** Least size of a cache entry, even for an empty body. */
const MIN_BYTES = 256
const RETRY_PAUSE_MS = 250

type Events = readonly DomainEvent[]

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

  const { underWay, fetchAll } = createFetcher(
    (ids) => findPatiently(pool, ids, options),
    (stored, events) => keep(stored.id, events, stored.body),
  )

  return {
    remember: ({ id, events, body }) =>
      keep(
        id,
        events.map(({ event }) => event),
        body,
      ),
    readAhead(messageId) {
      if (!recent.has(messageId) && !underWay.has(messageId)) fetchAll([messageId])
    },
    async read(started) {
      const missing = new Set<string>()
      for (const { messageId } of started) {
        if (!recent.has(messageId) && !underWay.has(messageId)) missing.add(messageId)
      }
      if (missing.size > 0) fetchAll([...missing])
      // Collect before the first await: a read leaves `underWay` when it ends.
      const reading = started.map(async ({ messageId, ordinal }) => {
        const events = recent.get(messageId) ?? (await underWay.get(messageId)) ?? []
        return events[ordinal] ?? null
      })
      const [edited] = await Promise.all([readEdited(pool, started), Promise.allSettled(reading)])
      return Promise.all(
        started.map(async (given, index) => {
          const delivery = { ...given, readMessage: () => readMessage(pool, given) }
          const original = (await reading[index]) ?? null
          const form = edited.get(given)
          if (form !== undefined) return { ...delivery, event: form, original }
          return { ...delivery, event: original }
        }),
      )
    },
  }
}

/** Fetches the events of messages. Requests of one turn of the event loop share their reads. */
function createFetcher(
  find: (ids: readonly string[]) => Promise<FoundBody[]>,
  onEvents: (stored: FoundBody, events: Events) => void,
) {
  /** current reads: a large message for many lanes is fetched and decoded once */
  const underWay = new Map<string, Promise<Events>>()
  /** requests of this turn of the event loop: a settled batch starts many deliveries */
  let asked = new Map<string, PromiseWithResolvers<Events>>()

  /** Fetches missing messages together; a deleted message has no events. */
  function fetchAll(ids: readonly string[]): void {
    if (asked.size === 0) {
      queueMicrotask(() => {
        const all = asked
        asked = new Map()
        void fetchNow(all)
      })
    }
    for (const id of ids) {
      const events = Promise.withResolvers<Events>()
      asked.set(id, events)
      underWay.set(id, events.promise)
      const done = () => void underWay.delete(id)
      events.promise.then(done, done)
    }
  }

  /** Reads in parts: all bodies together could fill the memory. */
  async function fetchNow(wanted: Map<string, PromiseWithResolvers<Events>>): Promise<void> {
    try {
      while (wanted.size > 0) {
        const found = await find([...wanted.keys()])
        const bodies = found.filter(({ id }) => wanted.has(id))
        if (bodies.length === 0) break
        for (const stored of bodies) {
          const events = eventsOf(stored)
          onEvents(stored, events)
          wanted.get(stored.id)?.resolve(events)
          wanted.delete(stored.id)
        }
      }
      for (const { resolve } of wanted.values()) resolve([])
    } catch (error) {
      for (const { reject } of wanted.values()) reject(error)
    }
  }

  return { underWay, fetchAll }
}

/** Retries for as long as the lease of a started attempt allows. */
async function findPatiently(
  pool: Pool,
  ids: readonly string[],
  options: EventReaderOptions,
): Promise<FoundBody[]> {
  const deadline = options.now() + options.retryMs
  for (;;) {
    try {
      return await findBodies(pool, ids, MAX_READ_BYTES)
    } catch (error) {
      if (options.now() + RETRY_PAUSE_MS > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS))
  }
}

/** Reads a message on request: only handlers that forward it need it. */
async function readMessage(
  pool: Pool,
  { messageId, edit }: StartedWithoutEvent,
): Promise<ReadMessage | null> {
  const [found] = await findBodies(pool, [messageId], MAX_READ_BYTES)
  if (found === undefined) return null
  const { body, contentType, hints } = found
  return { body, contentType, hints, isEdited: edit > 0 }
}

/** Reads edited events each time: they are rare and not part of the message. */
async function readEdited(
  pool: Pool,
  started: readonly StartedWithoutEvent[],
): Promise<Map<StartedWithoutEvent, DomainEvent>> {
  const deliveries = started.filter(({ edit }) => edit > 0)
  if (deliveries.length === 0) return new Map()
  const bodies = await findEditedEvents(pool, deliveries)
  return new Map(
    [...bodies].map(([place, body]) => [
      deliveries[place] as StartedWithoutEvent,
      JSON.parse(body.toString('utf8')) as DomainEvent,
    ]),
  )
}

/** A body that is no longer decodable has no events: its deliveries park. */
function eventsOf(stored: FoundBody): Events {
  const events = storedEvents(stored)
  const places = stored.mayBeRepeat ?? []
  if (places.length === 0) return events
  return events.map((event, ordinal) =>
    places.includes(ordinal) ? { ...event, mayBeRepeat: true } : event,
  )
}
