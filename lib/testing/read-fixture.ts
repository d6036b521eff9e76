import { decodeMessage } from '../events/decode-message.ts'
import type { DomainEvent } from '../events/event.ts'
import type { EventReceipt, HandlerEvent } from '../events/handler-event.ts'
import { anEvent } from './an-event.ts'
import { fixtureHints, type RecordBodyOptions } from './fixture-hints.ts'

/** An event, what builds one, or the body of a call as it was sent (SOAP, XML, JSON or CSV). */
export type Fixture = HandlerEvent | (() => HandlerEvent) | string | Uint8Array

/** How a body came. */
export interface BodyOptions extends RecordBodyOptions {
  /** the Content-Type header; default: told by the body's first character */
  readonly contentType?: string
  /** event type of a body that names none (JSON, XML, CSV), as `?type=` of the address says it */
  readonly type?: string
  readonly company?: string | null
  /** which event of the body, from 0; needed where the handler takes several of them */
  readonly ordinal?: number
}

/** An event and what the service knows of it beside. */
export interface FixtureEvent {
  readonly event: DomainEvent
  readonly receipt: EventReceipt
}

/**
 * The events of a fixture: one, or as many as a body holds.
 * @throws ReceiverError with a DecodeErrorCode where the service could not decode the body
 */
export function readFixture(fixture: Fixture, options: BodyOptions): FixtureEvent[] {
  if (typeof fixture === 'function') return readFixture(fixture(), options)
  if (typeof fixture !== 'string' && !(fixture instanceof Uint8Array)) {
    const { messageId, ordinal: place, company: from, receivedAt: at } = fixture
    const receipt = { messageId, ordinal: place, company: from, receivedAt: at }
    const readMessage = () => fixture.message()
    return [{ event: fixture, receipt: { ...receipt, readMessage } }]
  }
  const { contentType, type = null, company = null, ordinal } = options
  const hints = fixtureHints(options)
  const body = Buffer.from(fixture as string)
  const { events } = decodeMessage(body, { contentType, typeHint: type, hints })
  const { messageId, receivedAt } = anEvent()
  const sent = { body, contentType: contentType ?? null, hints, isEdited: false }
  const readMessage = async () => sent
  return events.flatMap((event, place) => {
    if (ordinal !== undefined && ordinal !== place) return []
    const receipt = { messageId, ordinal: place, company, receivedAt, readMessage }
    return { event, receipt }
  })
}
