import { describe, expect, test } from '@jest/globals'
import type { DomainEvent } from '../../../lib/events/event.ts'
import { decodeXmlText, inEnvelope, withEvent } from './read-fixture.ts'

function decodeEvent(inner: string): DomainEvent {
  const [event, ...others] = decodeXmlText(withEvent(inner)).events
  if (event === undefined || others.length > 0) throw new Error('expected one event')
  return event
}

describe('unknown is kept', () => {
  test('an unknown leaf with its text, one with children as the raw XML of the whole', () => {
    const event = decodeEvent(
      '<n:mood>good &amp; <![CDATA[<calm>]]></n:mood><n:tree a="1"><b>x</b> y</n:tree>',
    )
    expect(event.more).toEqual([
      { name: 'mood', value: 'good & <calm>' },
      { name: 'tree', value: '<n:tree a="1"><b>x</b> y</n:tree>' },
    ])
  })

  test('a known name in another namespace, or in another place, is unknown', () => {
    const event = decodeEvent(
      '<eventId>1</eventId><n:externalEventId>2</n:externalEventId><n:entity>3</n:entity>',
    )
    expect(event).toMatchObject({ eventId: null, entityType: null })
    expect(event.more.map(({ value }) => value)).toEqual(['1', '2', '3'])
  })

  test('an event outside events, and an unknown element in events, are not events', () => {
    const message = decodeXmlText(
      inEnvelope(
        '<n:event><n:eventId>1</n:eventId></n:event><n:events><n:incident>2</n:incident></n:events>',
      ),
    )
    expect(message.events).toEqual([])
    expect(message.more).toEqual([
      { name: 'event', value: '<n:event><n:eventId>1</n:eventId></n:event>' },
      { name: 'incident', value: '2' },
    ])
  })

  test('of a known element that comes twice the first one counts, also an empty one', () => {
    const event = decodeEvent(
      '<n:eventId/><n:eventId>2</n:eventId>' +
        '<n:params><n:param><name>a</name><value>1</value><value>2</value></n:param></n:params>' +
        '<n:params><n:param><name>b</name></n:param></n:params>',
    )
    expect(event).toMatchObject({ eventId: '', params: [{ name: 'a', value: '1' }] })
    expect(event.more).toEqual([
      { name: 'eventId', value: '2' },
      { name: 'value', value: '2' },
      { name: 'params', value: '<n:params><n:param><name>b</name></n:param></n:params>' },
    ])
  })

  test('a second list of events is kept, not mixed in', () => {
    const list = '<n:events><n:event><n:eventId>2</n:eventId></n:event></n:events>'
    const message = decodeXmlText(inEnvelope(`<n:events/>${list}`))
    expect(message.events).toEqual([])
    expect(message.more).toEqual([{ name: 'events', value: list }])
  })

  test('a known leaf with children is kept as raw XML and does not fill its field', () => {
    const event = decodeEvent('<n:eventId>a<b/>c</n:eventId><n:eventId>d</n:eventId>')
    expect(event.eventId).toBe('d')
    expect(event.more).toEqual([{ name: 'eventId', value: '<n:eventId>a<b/>c</n:eventId>' }])
  })

  test('unknown elements beside and inside keys and params', () => {
    const event = decodeEvent(
      '<n:entityKeys><n:hint>1</n:hint><n:entityKey><kind>2</kind><name>k</name><value>v</value></n:entityKey></n:entityKeys>',
    )
    expect(event.keys).toEqual([{ name: 'k', value: 'v' }])
    expect(event.more).toEqual([
      { name: 'hint', value: '1' },
      { name: 'kind', value: '2' },
    ])
  })
})

describe('values are kept as sent', () => {
  test('absent is null, empty is an empty string', () => {
    expect(decodeEvent('<n:entityType/><n:repost></n:repost>')).toMatchObject({
      eventId: null,
      entityType: '',
      repost: '',
    })
  })

  test('blanks inside and around a value are part of it', () => {
    const event = decodeEvent(
      '<n:eventId>  a  b\n</n:eventId><n:entityKeys><n:entityKey><name> userId</name><value> x </value></n:entityKey></n:entityKeys>',
    )
    expect(event.eventId).toBe('  a  b\n')
    expect(event.keys).toEqual([{ name: ' userId', value: ' x ' }])
  })

  test('pairs keep their order and repetitions; missing parts are empty', () => {
    const event = decodeEvent(
      '<n:entityKeys><n:entityKey><value>1</value><name>b</name></n:entityKey><n:entityKey><name>b</name></n:entityKey><n:entityKey/></n:entityKeys>',
    )
    expect(event.keys).toEqual([
      { name: 'b', value: '1' },
      { name: 'b', value: '' },
      { name: '', value: '' },
    ])
  })

  test('text in pieces is one value: comments, CDATA, references, instructions', () => {
    const event = decodeEvent(
      '<n:eventId>a<!-- < -->b<![CDATA[&c]]>]]&gt;<?pi x?>&#233;&#x1F600;</n:eventId>',
    )
    expect(event.eventId).toBe('ab&c]]>é😀')
  })

  test('the payload is the raw XML between its tags', () => {
    const inner = ' <p:a xmlns:p="urn:p" q="&lt;">1<![CDATA[<]]></p:a><!-- c --> &amp; '
    expect(decodeEvent(`<n:eventPayload >${inner}</n:eventPayload\n>`).payload).toBe(inner)
    expect(decodeEvent('<n:eventPayload/>').payload).toBe('')
    expect(decodeEvent('<n:eventPayload x="a>b"></n:eventPayload>').payload).toBe('')
    expect(decodeEvent('').payload).toBeNull()
  })
})

describe('the envelope', () => {
  const event = '<n:ExternalEvent xmlns:n="http://notification.event.successfactors.com"/>'
  const envelope = (inner: string) =>
    `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/">${inner}</e:Envelope>`

  test.each([
    ['no Body', envelope('<e:Header/>')],
    ['an empty Body', envelope('<e:Body> </e:Body>')],
    ['an event after an empty Body', envelope(`<e:Body/><x>${event}</x>`)],
    ['an event in the Header', envelope(`<e:Header>${event}</e:Header><e:Body/>`)],
    ['a Body in no namespace', envelope(`<Body>${event}</Body>`)],
    ['an event one level too deep', envelope(`<e:Body><x>${event}</x></e:Body>`)],
    [
      'an Envelope of an unknown SOAP',
      `<Envelope xmlns="urn:soap"><Body>${event}</Body></Envelope>`,
    ],
    ['a fault', envelope('<e:Body><e:Fault/></e:Body>')],
    ['the answer instead of the event', event.replace('ExternalEvent', 'ExternalEventResponse')],
  ])('%s is no ExternalEvent', (_, xml) => {
    expect(() => decodeXmlText(xml)).toThrow(
      expect.objectContaining({ code: 'not_an_external_event' }),
    )
  })

  test.each([
    ['two events in one Body', envelope(`<e:Body>${event}${event}</e:Body>`)],
    ['another element behind the event', envelope(`<e:Body>${event}<x/></e:Body>`)],
    ['two bodies', envelope(`<e:Body>${event}</e:Body><e:Body>${event}</e:Body>`)],
  ])('%s is refused whole', (_, xml) => {
    expect(() => decodeXmlText(xml)).toThrow(expect.objectContaining({ code: 'xml_malformed' }))
  })

  test('what follows the Body does not become part of the event', () => {
    const trailer =
      '<t><u><n:events xmlns:n="http://notification.event.successfactors.com"><n:event/></n:events></u></t>'
    expect(decodeXmlText(envelope(`<e:Body>${event}</e:Body>${trailer}`))).toMatchObject({
      events: [],
      more: [],
    })
  })
})
