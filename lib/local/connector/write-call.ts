import { randomStyle } from './message-style.ts'
import type { PlannedCall, PlannedEvent, PlannedMessage } from './planned-call.ts'
import type { SeededRandom } from './seeded-random.ts'
import { writeEnvelope } from './write-envelope.ts'

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
