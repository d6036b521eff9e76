import { readFileSync } from 'node:fs'
import { decodeMessage } from '../events/decode-message.ts'
import type { DomainEvent, NamedValue } from '../events/event.ts'
import type { EventReceipt, HandlerEvent } from '../events/handler-event.ts'
import type { PersonKind } from '../events/person-fields.ts'
import type { ReadingHints } from '../events/reading-hints.ts'
import { type RecordPlaces, readPlace } from '../events/records/place.ts'
import { anEvent } from './an-event.ts'

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

/** Places as text, such as `employees.employee`. */
export type FixturePlaces = Readonly<Partial<Record<keyof RecordPlaces, string>>>

export interface RecordBodyOptions {
  /** places of events, type, id and subject, as `CALLERS` or the address names them */
  readonly places?: FixturePlaces
  /** spellings that name a person, as `PERSON_FIELDS` adds them */
  readonly persons?: Readonly<Record<string, PersonKind>>
}

/** What the service would know of a body beside its bytes; null = nothing. */
export function fixtureHints({ places, persons }: RecordBodyOptions): ReadingHints | null {
  if (places === undefined && persons === undefined) return null
  return {
    ...(places !== undefined && { places: readPlaces(places) }),
    ...(persons !== undefined && { persons }),
  }
}

function readPlaces(places: FixturePlaces): RecordPlaces {
  const read = Object.entries(places).map(([name, text]) => {
    const steps = readPlace(text)
    if (steps !== null) return [name, steps] as const
    throw new Error(
      `expected places.${name} to be a place such as employees.employee or d.results[*], got '${text}'`,
    )
  })
  return Object.fromEntries(read)
}

export interface FixtureOptions extends RecordBodyOptions {
  /** the Content-Type header; CSV needs text/csv. Default: told by the body's first character */
  readonly contentType?: string
  /** event type of a body that names none (JSON, XML, CSV) */
  readonly type?: string
  readonly company?: string
}

/**
 * The events of a message in a file, in its order, as a handler gets them: of a body as it was sent, or
 * as `npm run fixture` writes it. @throws ReceiverError for a file that is no message
 */
export function fixtureEvents(file: URL | string, options: FixtureOptions = {}): HandlerEvent[] {
  const body = readFileSync(file)
  const hints = fixtureHints(options)
  const { events, format } = decodeMessage(body, {
    contentType: options.contentType,
    hints,
    typeHint: options.type ?? null,
  })
  const contentType = options.contentType ?? (format === 'json' ? 'application/json' : 'text/xml')
  const message = async () => ({ body, contentType, hints, isEdited: false })
  return events.map((event, ordinal) => ({
    ...toEvent(event, ordinal, options.company ?? null),
    message,
  }))
}

function toEvent(event: DomainEvent, ordinal: number, company: string | null): HandlerEvent {
  const { type, keys, params } = event
  const values = { type, keys: byName(keys), params: byName(params), ordinal, company }
  return { ...anEvent(values), ...event }
}

/** Of a name that comes twice the first value counts. */
function byName(list: readonly NamedValue[]): Record<string, string> {
  return Object.fromEntries(list.toReversed().map(({ name, value }) => [name, value]))
}
