import type { Pool } from 'pg'
import { isKeyStoreAway } from '../../encryption/key-store-away.ts'
import type { DomainEvent } from '../../events/event.ts'
import { storedEvents } from '../../events/stored-body.ts'
import { type FoundBody, findBodies, type KeyIds } from './find-bodies.ts'

/** How long a read is retried during an outage of the database. */
export interface Patience {
  readonly retryMs: number
  readonly now: () => number
}

const RETRY_PAUSE_MS = 250

/** The events of a message, and the keys that seal what is stored about them. */
export interface Events {
  readonly events: readonly (DomainEvent | null)[]
  readonly keyIds: KeyIds
}

export const NO_EVENTS: Events = { events: [], keyIds: null }

/** Fetches the events of messages. Requests of one turn of the event loop share their reads. */
export function createFetcher(
  find: (ids: readonly string[]) => Promise<FoundBody[]>,
  onEvents: (stored: FoundBody, events: Events) => void,
) {
  /** current reads: a large message for many lanes is fetched and decoded once */
  const underWay = new Map<string, Promise<Events>>()
  /** requests of this turn of the event loop: a settled batch starts many deliveries */
  let requested = new Map<string, PromiseWithResolvers<Events>>()

  /** Fetches missing messages together; a deleted message has no events. */
  function fetchAll(ids: readonly string[]): void {
    if (requested.size === 0) {
      queueMicrotask(() => {
        const all = requested
        requested = new Map()
        void fetchNow(all)
      })
    }
    for (const id of ids) {
      const events = Promise.withResolvers<Events>()
      requested.set(id, events)
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
      for (const { resolve } of wanted.values()) resolve(NO_EVENTS)
    } catch (error) {
      for (const { reject } of wanted.values()) reject(error)
    }
  }

  return { underWay, fetchAll }
}

/** While the key store is away, one missing key must not hold up the other messages. */
export async function findApart(
  pool: Pool,
  ids: readonly string[],
  options: Patience,
): Promise<FoundBody[]> {
  try {
    return await findPatiently(pool, ids, options)
  } catch (error) {
    if (!isKeyStoreAway(error) || ids.length === 1) throw error
    const each = await Promise.allSettled(ids.map((id) => findPatiently(pool, [id], options)))
    const found = each.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    if (found.length === 0) throw error
    return found
  }
}

/** Retries for as long as the lease of a started attempt allows. */
async function findPatiently(
  pool: Pool,
  ids: readonly string[],
  options: Patience,
): Promise<FoundBody[]> {
  const deadline = options.now() + options.retryMs
  for (;;) {
    try {
      return await findBodies(pool, ids)
    } catch (error) {
      if (isKeyStoreAway(error) || options.now() + RETRY_PAUSE_MS > deadline) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS))
  }
}

/** A body that is no longer decodable has no events: its deliveries park. */
function eventsOf(stored: FoundBody): Events {
  const { keyIds } = stored
  const events = storedEvents(stored)
  const duplicates = stored.mayBeRepeat ?? []
  if (duplicates.length === 0) return { events, keyIds }
  const marked = events.map((event, ordinal) =>
    event !== null && duplicates.includes(ordinal) ? { ...event, mayBeRepeat: true } : event,
  )
  return { events: marked, keyIds }
}
