import type { DecodedMessage, DomainEvent } from '../../../lib/events/event.ts'

const FORMATS = new Set(['soap11', 'soap12', 'xml', 'json', 'csv', 'other'])
const CONTRACTS = new Set(['v1', 'v2', 'record', 'cloudevents'])
const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z)?$/

const MESSAGE_TEXTS = ['externalEventId', 'type', 'publishedBy', 'effective', 'repost'] as const
const EVENT_TEXTS = [
  'eventId',
  'type',
  'entityType',
  'effective',
  'publishedBy',
  'repost',
  'payload',
] as const

/** The first fault in the shape of a decoded message; null = none. */
export function flawOf(message: DecodedMessage): string | null {
  if (Object.getPrototypeOf(message) !== Object.prototype) return 'the message is no plain object'
  if (!FORMATS.has(message.format)) return 'the format is unknown'
  if (!CONTRACTS.has(message.contract)) return 'the contract is unknown'
  if (!Array.isArray(message.events)) return 'events is no array'
  return (
    firstFlaw(MESSAGE_TEXTS, (name) => textFlaw(name, message[name])) ??
    dateFlaw('publishedAt', message.publishedAt) ??
    pairsFlaw('more', message.more) ??
    firstFlaw(message.events, eventFlaw)
  )
}

function eventFlaw(event: DomainEvent): string | null {
  if (Object.getPrototypeOf(event) !== Object.prototype) return 'an event is no plain object'
  return (
    firstFlaw(EVENT_TEXTS, (name) => textFlaw(name, event[name])) ??
    dateFlaw('publishedAt', event.publishedAt) ??
    dateFlaw('effectiveStartDate', event.effectiveStartDate) ??
    pairsFlaw('keys', event.keys) ??
    pairsFlaw('params', event.params) ??
    pairsFlaw('more', event.more)
  )
}

function firstFlaw<Item>(
  items: readonly Item[],
  flaw: (item: Item) => string | null,
): string | null {
  for (const item of items) {
    const found = flaw(item)
    if (found !== null) return found
  }
  return null
}

function textFlaw(name: string, value: unknown): string | null {
  if (value === null) return null
  return typeof value === 'string' ? malformed(name, value) : `${name} is no text`
}

/** A text that the database cannot store is a fault, too. */
function malformed(name: string, text: string): string | null {
  if (!text.isWellFormed()) return `${name} has half a surrogate pair`
  return text.includes('\0') ? `${name} has a NUL` : null
}

function dateFlaw(name: string, date: unknown): string | null {
  if (date === null) return null
  const { sent, iso } = date as { sent: unknown; iso: unknown }
  if (typeof sent !== 'string') return `${name} has no text`
  if (iso !== null && !(typeof iso === 'string' && ISO.test(iso))) return `${name} is no ISO date`
  return malformed(name, sent)
}

function pairsFlaw(place: string, pairs: unknown): string | null {
  if (!Array.isArray(pairs)) return `${place} is no array`
  return firstFlaw(pairs as readonly { name: unknown; value: unknown }[], ({ name, value }) => {
    if (typeof name !== 'string' || typeof value !== 'string')
      return `${place} has a pair without text`
    return malformed(`a name of ${place}`, name) ?? malformed(`a value of ${place}`, value)
  })
}
