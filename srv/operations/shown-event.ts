import { decodeMessage } from '../../lib/events/decode-message.ts'
import type { DomainEvent, NamedValue } from '../../lib/events/event.ts'
import type { RawBody } from '../../lib/store/queries/find-message.ts'

/** The events of a stored body; none where it cannot be read. */
export function decodedEvents(stored: RawBody): readonly DomainEvent[] {
  if (stored.contentEncoding !== null) return []
  const { body, contentType, typeHint } = stored
  try {
    return decodeMessage(body, { contentType: contentType ?? undefined, typeHint }).events
  } catch {
    return []
  }
}

/** An operator's form of an event, as it was stored. */
export function editedEvent(body: Buffer): DomainEvent {
  return JSON.parse(body.toString('utf8')) as DomainEvent
}

/** The event as someone without Reveal sees it: every value that a sender chose freely is its name. */
export function masked(event: DomainEvent): DomainEvent {
  return {
    ...event,
    publishedBy: mark('publishedBy', event.publishedBy),
    keys: event.keys.map(maskedValue),
    params: event.params.map(maskedValue),
    payload: mark('payload', event.payload),
    more: event.more.map(maskedValue),
  }
}

function maskedValue({ name, value }: NamedValue): NamedValue {
  return { name, value: mark(name, value) }
}

/** That there is nothing is no secret. */
function mark<Value extends string | null>(name: string, value: Value): Value | string {
  return value === null || value === '' ? value : `‹${name}›`
}
