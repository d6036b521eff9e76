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
import { type FoundBody, findBodies } from './find-bodies.ts'
import { findEditedEvents } from './find-edited-events.ts'

export interface EventReader {
  /** Keeps the events of a message that was just recorded: they will soon be asked for. */
  remember(message: MessageToRecord): void
  /** Adds what the events say, from memory or from the stored bodies. */
  read(started: readonly StartedWithoutEvent[]): Promise<StartedDelivery[]>
  /** The events of this message will soon be asked for. */
  readAhead(messageId: string): void
}

export interface EventReaderOptions {
  /** the largest body; memory is made for some of them */
  readonly bodyLimitBytes: number
  /** how long a read is tried again while the database is away (ms) */
  readonly retryMs: number
  readonly now: () => number
}

/**
 * Decoded messages that are remembered. What is dispatched at once is asked for within milliseconds;
 * keeping more only makes the garbage collector copy it.
 */
const MAX_MESSAGES = 300
/** Lanes may go back and forth between this many of the largest bodies. Decoded, a body takes several times its size. */
const LARGEST_BODIES = 2
/** bodies that are read at once */
const MAX_READ_BYTES = 8 * 1024 * 1024
/** Even an empty body takes room. */
const MIN_BYTES = 256
const RETRY_PAUSE_MS = 250

type Events = readonly DomainEvent[]

/**
 * What an event says is stored once, in the body of its message: it is decoded again when it is
 * dispatched, unless this process has just recorded it.
 */
export function createEventReader(pool: Pool, options: EventReaderOptions): EventReader {
  const recent = new LRUCache<string, Events>({
    max: MAX_MESSAGES,
    maxSize: LARGEST_BODIES * options.bodyLimitBytes,
  })
  /** reads under way: a large message that many lanes want is fetched and decoded once */
  const underWay = new Map<string, Promise<Events>>()

  function keep(messageId: string, events: Events, body: Buffer): void {
    recent.set(messageId, events, { size: Math.max(MIN_BYTES, body.length) })
  }

  /** asked for in this turn of the event loop: a batch that was settled starts many at once */
  let asked = new Map<string, PromiseWithResolvers<Events>>()

  /** Asks for all that are missing together; those that are gone have no events. */
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

  /** Part after part: the bodies of all that start at once could fill the memory. */
  async function fetchNow(wanted: Map<string, PromiseWithResolvers<Events>>): Promise<void> {
    try {
      while (wanted.size > 0) {
        const found = await findPatiently([...wanted.keys()])
        const bodies = found.filter(({ id }) => wanted.has(id))
        if (bodies.length === 0) break
        for (const stored of bodies) {
          const events = eventsOf(stored)
          keep(stored.id, events, stored.body)
          wanted.get(stored.id)?.resolve(events)
          wanted.delete(stored.id)
        }
      }
      for (const { resolve } of wanted.values()) resolve([])
    } catch (error) {
      for (const { reject } of wanted.values()) reject(error)
    }
  }

  /** An attempt that is written waits for its event as long as its lease allows. */
  async function findPatiently(ids: readonly string[]): Promise<FoundBody[]> {
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
      // Before anything is waited for: a read that has ended is under way no more.
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

/** A handler asks for it only when it passes it on. */
async function readMessage(
  pool: Pool,
  { messageId, edit }: StartedWithoutEvent,
): Promise<ReadMessage | null> {
  const [found] = await findBodies(pool, [messageId], MAX_READ_BYTES)
  if (found === undefined) return null
  const { body, contentType, hints } = found
  return { body, contentType, hints, isEdited: edit > 0 }
}

/** An edited event is read each time: it is rare, and never the message's own. */
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

/** A body that was decoded once and cannot be any more has no events: its deliveries park. */
function eventsOf(stored: FoundBody): Events {
  const events = storedEvents(stored)
  const places = stored.mayBeRepeat ?? []
  if (places.length === 0) return events
  return events.map((event, ordinal) =>
    places.includes(ordinal) ? { ...event, mayBeRepeat: true } : event,
  )
}
