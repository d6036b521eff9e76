import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DomainEvent } from '../../../lib/events/event.ts'
import { binary, codeOf, decode, only, REQUIRED } from './decode-cloud-event.ts'

describe('a CloudEvent in binary mode', () => {
  it('has its attributes in headers and its data in the body', () => {
    const event = only(binary({ userId: 'k7' }, 'application/json', { 'ce-comexampleother': '5' }))
    expect(event).toMatchObject({
      eventId: '/eu/sf/HARBOUR|a-1',
      type: 'sf.Hired.v1',
      recordKey: { value: 'k7' },
    })
    expect(event.params).toContainEqual({ name: 'comexampleother', value: '5' })
  })

  it.each<[string, string]>([
    ['Euro%20%E2%82%AC%20%F0%9F%98%80', 'Euro € 😀'],
    ['%2525', '%25'],
    ['"a \\"quoted\\" %41"', 'a "quoted" A'],
    ['100% of %zz', '100% of %zz'],
    ['%ff', '%ff'],
    [Buffer.from('Jürgen').toString('latin1'), 'Jürgen'],
    ['%00', '\u{fffd}'],
  ])('reads the header %j as %j', (header, value) => {
    const { params } = only(binary('', undefined, { 'ce-subject': header }))
    expect(params).toContainEqual({ name: 'subject', value })
  })

  it('takes any text through the escapes of the HTTP binding', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((any) => `x${any}`)
    fc.assert(
      fc.property(text, (subject) => {
        const { params } = only(
          binary('', undefined, { 'ce-subject': encodeURIComponent(subject) }),
        )
        const found = params.find(({ name }) => name === 'subject')
        expect(found?.value).toBe(subject.replaceAll('\0', '\u{fffd}'))
      }),
    )
  })

  it.each<[string, string | Buffer, string | undefined, Partial<DomainEvent>, string]>([
    ['XML', '<a><userId>k7</userId></a>', 'text/xml', { entityType: 'a' }, 'xml'],
    ['text', 'plain; text', 'text/plain', { payload: 'plain; text', keys: [] }, 'other'],
    ['CSV', 'userId\nk7\n', 'text/csv', { payload: 'userId\nk7\n', keys: [] }, 'other'],
    ['bytes', Buffer.from([0, 255, 1]), 'application/octet-stream', { payload: 'AP8B' }, 'other'],
    ['bytes of a type', Buffer.from('GIF'), 'image/gif', { payload: 'R0lG' }, 'other'],
    ['JSON without a type', '{"userId":"k7"}', undefined, { payload: '{"userId":"k7"}' }, 'json'],
    ['nothing', '', undefined, { payload: null }, 'json'],
  ])('takes data in any form: %s', (_what, body, contentType, expected, format) => {
    const decoded = binary(body, contentType)
    expect(only(decoded)).toMatchObject(expected)
    expect(decoded.format).toBe(format)
  })

  it('refuses data that is not what its media type says', () => {
    expect(codeOf(() => binary('{', 'application/json'))).toBe('json_malformed')
    expect(codeOf(() => binary('<!DOCTYPE a><a/>', 'text/xml'))).toBe('xml_doctype')
  })

  it('without a required header is refused with its code', () => {
    expect(codeOf(() => binary('{}', 'application/json', { 'ce-id': '' }))).toBe(
      'cloudevent_invalid',
    )
  })
})

describe('the door of Event Hub', () => {
  const wrapped = { data: { userId: 'k7' }, note: 'n' }

  it('alone unwraps the data, and keeps what stands beside it', () => {
    const event = only(binary(wrapped, 'application/json', {}, true))
    expect(event).toMatchObject({
      keys: [{ name: 'userId', value: 'k7' }],
      payload: '{"userId":"k7"}',
    })
    expect(event.more).toEqual([{ name: 'note', value: 'n' }])
    const { keys, more } = only(binary(wrapped, 'application/json'))
    expect([keys, more]).toEqual([
      [{ name: 'note', value: 'n' }],
      [{ name: 'data', value: '{"userId":"k7"}' }],
    ])
  })

  it('takes the whole body where nothing is wrapped', () => {
    expect(only(binary({ userId: 'k7' }, 'application/json', {}, true)).keys).toHaveLength(1)
  })

  it('takes nothing but CloudEvents', () => {
    const hints = { cloudEvent: { headers: {}, isEventHub: true } }
    expect(codeOf(() => decode({ userId: 'k7' }, 'application/json', hints))).toBe(
      'cloudevent_invalid',
    )
    expect(decode(REQUIRED, 'application/json', hints).events).toHaveLength(1)
  })
})
