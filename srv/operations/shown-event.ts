import { decodeMessage } from '../../lib/events/decode-message.ts'
import type { DomainEvent } from '../../lib/events/event.ts'
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
