import type { XmlContract } from '../../events/namespaces.ts'
import type { SeededRandom } from './seeded-random.ts'
import { randomStyle, writeEnvelope } from './write-envelope.ts'

/** An event as the connector is going to write it. */
export interface PlannedEvent {
  readonly eventId: string
  readonly type: string
  readonly entityType: string
  readonly effective: 'current' | 'future'
  /** YYYY-MM-DD */
  readonly startDate: string
  /** epoch milliseconds */
  readonly publishedAt: number
  readonly keys: readonly Pair[]
  readonly params: readonly Pair[]
  /** whom it is about: a userId, else whatever names its object */
  readonly person: string
  /**
   * what the example handler directory-account can make of it: `refused` never works and parks the
   * lane, `behind` comes after that in the same lane
   */
  readonly account: 'changed' | 'refused' | 'behind'
}

export type Pair = readonly [name: string, value: string]

/** A notification with the events that it carries. */
export interface PlannedMessage {
  readonly contract: XmlContract
  readonly externalEventId: string
  /** of all its events: V2 says it once */
  readonly type: string
  /** epoch milliseconds, a little after its events */
  readonly publishedAt: number
  readonly publishedBy: string
  readonly events: readonly PlannedEvent[]
}

/** One HTTP call, ready to be sent, and what is to come of it. */
export interface PlannedCall {
  /** what the receiver makes of it */
  readonly expect: 'accepted' | 'repeat' | 'undecodable' | 'refused'
  readonly token: 'good' | 'altered'
  /** behind the endpoint URL; empty or with its question mark */
  readonly query: string
  readonly contentType: string
  readonly body: string
  /** the events that it newly brings, in document order */
  readonly events: readonly PlannedEvent[]
  /** whom its events are about: what names the same one must not overtake it */
  readonly people: readonly string[]
}

/** A call with whatever body, such as that of a file. */
export interface CallToSend extends Omit<PlannedCall, 'body'> {
  readonly body: string | Uint8Array<ArrayBuffer>
}

const SOAP = 'text/xml; charset=UTF-8'

/** A body in SOAP's clothes that is no notification. */
const NO_MESSAGE =
  '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><status>down for maintenance</status></soap:Body></soap:Envelope>'

export function soapCall(message: PlannedMessage, random: SeededRandom): PlannedCall {
  const { events } = message
  return {
    expect: 'accepted',
    token: 'good',
    query: '',
    contentType: SOAP,
    body: writeEnvelope(message, randomStyle(random)),
    events,
    people: [...new Set(events.map(({ person }) => person))],
  }
}

/** The same notification again, written down in another way. */
export function repeatCall(message: PlannedMessage, random: SeededRandom): PlannedCall {
  return { ...soapCall(message, random), expect: 'repeat', events: [] }
}

/** A call with a token that somebody has changed on the way. */
export function alteredTokenCall(message: PlannedMessage, random: SeededRandom): PlannedCall {
  return {
    ...soapCall(message, random),
    expect: 'refused',
    token: 'altered',
    events: [],
    people: [],
  }
}

/** Integration Center sends an object as an administrator mapped it; the address tells the type. */
export function jsonCall(event: PlannedEvent): PlannedCall {
  const mapped = Object.fromEntries([...event.keys, ...event.params])
  return {
    expect: 'accepted',
    token: 'good',
    query: `?type=${encodeURIComponent(event.type)}`,
    contentType: 'application/json',
    body: JSON.stringify(mapped),
    events: [event],
    people: [event.person],
  }
}

export function undecodableCall(): PlannedCall {
  return {
    expect: 'undecodable',
    token: 'good',
    query: '',
    contentType: SOAP,
    body: NO_MESSAGE,
    events: [],
    people: [],
  }
}
