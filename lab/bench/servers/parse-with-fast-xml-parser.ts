import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { ParsedEvent } from './parsed-event.ts'

interface Envelope {
  Envelope: { Body: { ExternalEvent: ExternalEvent } }
}
interface ExternalEvent {
  externalEventMeta: { type: string }
  events: {
    event: { eventId: string; entityKeys: { entityKey: { name: string; value: string }[] } }[]
  }
}

const parser = new XMLParser({
  removeNSPrefix: true,
  parseTagValue: false,
  isArray: (name) => name === 'event' || name === 'entityKey' || name === 'param',
})

/** Validates first, as its documentation says: the parser alone takes unclosed tags. */
export function parseWithFastXmlParser(body: string): ParsedEvent {
  const valid = XMLValidator.validate(body)
  if (valid !== true) throw new Error(valid.err.msg)
  const { ExternalEvent } = (parser.parse(body) as Envelope).Envelope.Body
  const event = ExternalEvent.events.event[0]
  if (event === undefined) throw new Error('no event')
  const userId = event.entityKeys.entityKey.find(({ name }) => name === 'userId')?.value ?? null
  return { eventId: event.eventId, type: ExternalEvent.externalEventMeta.type, userId }
}
