import { readFileSync } from 'node:fs'
import { decodeMessage } from '../events/decode-message.ts'
import type { DomainEvent, NamedValue } from '../events/event.ts'
import type { EventReceipt, HandlerEvent } from '../events/handler-event.ts'
import type { PersonKind } from '../events/person-fields.ts'
import type { ReadingHints } from '../events/reading-hints.ts'
import { type RecordPlaces, readPlace } from '../events/records/place.ts'
import { anEvent } from './an-event.ts'

/** An event, a builder, or the body of a call as sent (SOAP, XML, JSON or CSV). */
export type Fixture = HandlerEvent | (() => HandlerEvent) | string | Uint8Array

/** Properties of the call that brought a body. */
export interface BodyOptions extends RecordBodyOptions {
  /** the Content-Type header; default: by the first character of the body */
  readonly contentType?: string
  /** event type of a body without a type (JSON, XML, CSV), like `?type=` in the URL */
  readonly type?: string
  readonly company?: string | null
  /** the event of the body, from 0; required if the handler takes several */
  readonly ordinal?: number
}

export interface FixtureEvent {
  readonly event: DomainEvent
  readonly receipt: EventReceipt
}

/**
 * The events of a fixture.
 * @throws ReceiverError with a DecodeErrorCode if the service could not decode the body
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
  /** places of events, type, id and subject, as in `CALLERS` or the URL */
  readonly places?: FixturePlaces
  /** further fields that identify a person, as in `PERSON_FIELDS` */
  readonly persons?: Readonly<Record<string, PersonKind>>
}

/** Reading hints of a body; null = none. */
function fixtureHints({ places, persons }: RecordBodyOptions): ReadingHints | null {
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
  /** the Content-Type header; CSV needs text/csv. Default: by the first character of the body */
  readonly contentType?: string
  /** event type of a body without a type (JSON, XML, CSV) */
  readonly type?: string
  readonly company?: string
}

/**
 * The events of a message file, in order, as a handler gets them. The file is a body as sent, or
 * written by `npm run fixture`. @throws ReceiverError if the file is no message
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

/** The first value of a repeated name. */
function byName(list: readonly NamedValue[]): Record<string, string> {
  return Object.fromEntries(list.toReversed().map(({ name, value }) => [name, value]))
}
