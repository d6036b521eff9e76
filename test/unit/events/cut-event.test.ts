import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { cutEvent } from '../../../lib/events/cut-event.ts'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import { soapMessage } from '../../support/soap-message.ts'

const eventsOf = (body: Buffer, contentType: string | null) =>
  decodeMessage(body, { contentType: contentType ?? undefined, typeHint: null }).events
const two = soapMessage([{ userId: 'one' }, { userId: 'two' }])

describe('cutEvent', () => {
  it('leaves a message of one event as it came, byte for byte', () => {
    const message = { body: Buffer.from(soapMessage([{}])), contentType: 'text/xml;charset=utf-8' }
    expect(cutEvent(message, 0)).toBe(message)
  })

  it('cuts the other events out, and nothing else', () => {
    const body = readFileSync('test/fixtures/messages/v2-two-events.ns5.xml')
    const [first, second] = body.toString().match(/<ns5:event>[\s\S]*?<\/ns5:event>/g) ?? []
    const cut = (ordinal: number) => cutEvent({ body, contentType: 'text/xml' }, ordinal).body
    expect(cut(0).toString()).toBe(body.toString().replace(second ?? '', ''))
    expect(cut(1).toString()).toBe(body.toString().replace(first ?? '', ''))
  })

  it.each([
    ['V1', readFileSync('test/fixtures/messages/v1-assignment.xml'), 'text/xml'],
    [
      'a list',
      Buffer.from('[{"userId":"1"}, {"userId":12345678901234567890}]'),
      'application/json',
    ],
    ['a list in an object', Buffer.from('{"jobs":[{"a":"1"},{"a":"\\u0041"}]}'), null],
    ['UTF-16', Buffer.from(`\ufeff${two}`, 'utf16le'), 'text/xml; charset=utf-16'],
    [
      'another charset',
      Buffer.from(two.replaceAll('Ptwo', 'Pü'), 'latin1'),
      'text/xml; charset=iso-8859-1',
    ],
    [
      'a payload that looks like events',
      Buffer.from(
        two.replaceAll(
          '</ns3:event>',
          '<ns3:eventPayload><ns3:ExternalEvent><ns3:events><ns3:event/></ns3:events></ns3:ExternalEvent></ns3:eventPayload></ns3:event>',
        ),
      ),
      'text/xml',
    ],
  ])('gives each event by itself: %s', (_what, body, contentType) => {
    const events = eventsOf(body, contentType)
    events.forEach((event, ordinal) => {
      const cut = cutEvent({ body, contentType }, ordinal)
      expect(eventsOf(cut.body, cut.contentType)).toEqual([event])
    })
  })

  it('says UTF-8 where it has changed the charset', () => {
    const declared = two.replace('?>', 'encoding="ISO-8859-1"?>')
    const message = {
      body: Buffer.from(declared, 'latin1'),
      contentType: 'text/xml; charset="iso-8859-1"',
    }
    const { body, contentType } = cutEvent(message, 1)
    expect(contentType).toBe('text/xml; charset=UTF-8')
    expect(body.toString()).toContain('encoding="UTF-8"?>')
  })

  it('refuses an event that is not there', () => {
    const message = { body: Buffer.from(two), contentType: 'text/xml' }
    expect(() => cutEvent(message, 2)).toThrow(
      expect.objectContaining({ code: 'event_unreadable' }),
    )
  })
})

describe('cutEvent of records', () => {
  const cut = (text: string, contentType: string, ordinal: number) =>
    cutEvent({ body: Buffer.from(text), contentType }, ordinal).body.toString()

  it('keeps what stands around the record', () => {
    const list = '{"d":{"results":[ {"userId":"a"}, {"userId":"b"} ,{"userId":"a"}]}}'
    expect([0, 1, 2].map((ordinal) => cut(list, 'application/json', ordinal))).toEqual([
      '{"d":{"results":[ {"userId":"a"}]}}',
      '{"d":{"results":[ {"userId":"b"}]}}',
      '{"d":{"results":[ {"userId":"a"}]}}',
    ])
    const xml = '<a><b><userId>1</userId></b><b><userId>2</userId></b></a>'
    expect(cut(xml, 'text/xml', 1)).toBe('<a><b><userId>2</userId></b></a>')
  })

  it('gives the record alone where nothing else would be read the same', () => {
    const wrapped = '[{"e":{"userId":"a"}},{"e":{"userId":"b"}}]'
    expect(cut(wrapped, 'application/json', 1)).toBe('{"userId":"b"}')
    const lines = '{"userId":"a"}\n{"userId":"b"}'
    expect(JSON.parse(cut(lines, 'application/json', 1))).toEqual({ userId: 'b' })
    expect(cut('userId;name\na;x\nb;"y, ""z"""', 'text/csv', 1)).toBe(
      '"userId","name"\r\n"b","y, ""z"""\r\n',
    )
  })
})
