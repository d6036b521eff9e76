import type { XmlContract } from '../../events/namespaces.ts'
import type { SeededRandom } from './seeded-random.ts'
import { randomStyle, writeEnvelope } from './write-envelope.ts'

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
  /** the userId, or the key of another object */
  readonly person: string
  /**
   * the result of the example handler directory-account: `refused` always fails and parks the lane;
   * `behind` waits behind it
   */
  readonly account: 'changed' | 'refused' | 'behind'
}

export type Pair = readonly [name: string, value: string]

export interface PlannedMessage {
  readonly contract: XmlContract
  readonly externalEventId: string
  /** type of all events; V2 states it once */
  readonly type: string
  /** epoch milliseconds, shortly after its events */
  readonly publishedAt: number
  readonly publishedBy: string
  readonly events: readonly PlannedEvent[]
}

/** An HTTP call and its expected result. */
export interface PlannedCall {
  readonly expect: 'accepted' | 'duplicate' | 'undecodable' | 'refused'
  readonly token: 'good' | 'altered'
  /** query of the URL, empty or with its question mark */
  readonly query: string
  readonly contentType: string
  readonly body: string
  /** its new events, in document order */
  readonly events: readonly PlannedEvent[]
  /** people of its events: calls about the same person must stay in order */
  readonly people: readonly string[]
}

/** A call with any body, such as a file's. */
export interface CallToSend extends Omit<PlannedCall, 'body'> {
  readonly body: string | Uint8Array<ArrayBuffer>
}

const SOAP = 'text/xml; charset=UTF-8'

/** A SOAP body that is no notification. */
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

/** The same notification in a different notation. */
export function repeatCall(message: PlannedMessage, random: SeededRandom): PlannedCall {
  return { ...soapCall(message, random), expect: 'duplicate', events: [] }
}

/** A call with a manipulated token. */
export function alteredTokenCall(message: PlannedMessage, random: SeededRandom): PlannedCall {
  return {
    ...soapCall(message, random),
    expect: 'refused',
    token: 'altered',
    events: [],
    people: [],
  }
}

/** Integration Center sends an object with mapped fields; the URL contains the type. */
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
