import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import type { DecodedMessage, DomainEvent } from '../../../lib/events/event.ts'
import { codeOf, readFixture } from './read-fixture.ts'
import { someEvent } from './some-event.ts'

function decodeJsonText(text: string, typeHint: string | null = 'hinted'): DecodedMessage {
  return decodeMessage(Buffer.from(text), { contentType: 'application/json', typeHint })
}

function onlyEvent(text: string): DomainEvent {
  const [event, ...others] = decodeJsonText(text).events
  if (event === undefined || others.length > 0) throw new Error('expected one event')
  return event
}

describe('Integration Center calls', () => {
  test('an object is one event whose fields are its keys', () => {
    const payload = readFixture('termination.json').toString().trim()
    expect(decodeJsonText(payload)).toEqual({
      format: 'json',
      contract: 'record',
      externalEventId: null,
      type: 'hinted',
      publishedAt: null,
      publishedBy: null,
      effective: null,
      repost: null,
      more: [],
      events: [
        someEvent({
          type: 'hinted',
          keys: [
            { name: 'employeeId', value: '80042' },
            { name: 'managerId', value: '80001' },
            { name: 'message', value: 'Resigned' },
          ],
          payload,
          recordKey: { field: 'employeeId', kind: 'userId', name: 'employeeId', value: '80042' },
        }),
      ],
    })
  })

  test('a single root object names the entity; numbers keep their digits', () => {
    const payload = readFixture('job-application.json').toString().trim()
    expect(onlyEvent(payload)).toEqual(
      someEvent({
        type: 'hinted',
        entityType: 'job_application',
        keys: [
          { name: 'application_id', value: '9007199254740993' },
          { name: 'status_id', value: '12' },
          { name: 'open', value: 'true' },
          { name: 'note', value: '' },
        ],
        payload: payload.slice(payload.indexOf('{', 1), payload.lastIndexOf('}')).trimEnd(),
        recordKey: {
          field: 'application_id',
          kind: 'entity',
          name: 'application_id',
          value: '9007199254740993',
        },
      }),
    )
  })

  test.each(['1.50', '-0', '1E400', '123456789012345678901234567890'])(
    '%s stays as it is',
    (number) => {
      expect(onlyEvent(`{"a":${number}}`).keys).toEqual([{ name: 'a', value: number }])
      expect(onlyEvent(`[{"a": ${number} }]`).keys).toEqual([{ name: 'a', value: number }])
    },
  )

  test('an array, and an array under a single root name, are one event for each element', () => {
    const list = ' [ {"a": 1} , {"person": {"a": "]"}},{"b":{"c":[1,2]},"d":[ ]} ] '
    const events = decodeJsonText(list).events
    expect(events.map(({ entityType, keys }) => [entityType, keys])).toEqual([
      [null, [{ name: 'a', value: '1' }]],
      ['person', [{ name: 'a', value: ']' }]],
      [null, []],
    ])
    expect(events.map(({ payload }) => payload)).toEqual([
      '{"a": 1}',
      '{"a": "]"}',
      '{"b":{"c":[1,2]},"d":[ ]}',
    ])
    expect(events[2]?.more).toEqual([
      { name: 'b', value: '{"c":[1,2]}' },
      { name: 'd', value: '[ ]' },
    ])
    const named = decodeJsonText(`{"people":${list}}`).events
    expect(named.map(({ entityType }) => entityType)).toEqual(['people', 'person', 'people'])
  })

  test('no elements, no events', () => {
    expect(decodeJsonText('[]').events).toEqual([])
    expect(decodeJsonText('{"people":[ ]}').events).toEqual([])
  })

  test('fields mapped to what the call does not say are taken out of the keys', () => {
    const event = onlyEvent(
      '{"eventId":77,"eventType":"com.example.Own","publishedAt":"2025-07-01T09:00:00Z","type":"x","userId":"u"}',
    )
    expect(event).toMatchObject({
      eventId: '77',
      type: 'com.example.Own',
      publishedAt: { sent: '2025-07-01T09:00:00Z', iso: '2025-07-01T09:00:00.000Z' },
      keys: [
        { name: 'type', value: 'x' },
        { name: 'userId', value: 'u' },
      ],
    })
    expect(onlyEvent('{"eventId":1,"eventId":2}')).toMatchObject({
      eventId: '1',
      keys: [{ name: 'eventId', value: '2' }],
    })
    expect(onlyEvent('{"eventId":null,"eventType":null,"a":1}')).toMatchObject({
      eventId: null,
      type: 'hinted',
      keys: [{ name: 'a', value: '1' }],
    })
  })

  test('escapes are read; what no database text can hold is replaced', () => {
    const event = onlyEvent(
      String.raw`{"q\"uote":"a\\\"b\n\u00e9","zero":"a\u0000b","half":"\ud800"}`,
    )
    expect(event.keys).toEqual([
      { name: 'q"uote', value: 'a\\"b\né' },
      { name: 'zero', value: 'a\u{fffd}b' },
      { name: 'half', value: '\u{fffd}' },
    ])
    expect(decodeJsonText('{"a":1}', 'x\0').type).toBe('x\u{fffd}')
  })

  test('repeated names and names of Object.prototype are fields like others', () => {
    expect(onlyEvent('{"a":1,"a":2,"__proto__":3,"constructor":4}').keys).toEqual([
      { name: 'a', value: '1' },
      { name: 'a', value: '2' },
      { name: '__proto__', value: '3' },
      { name: 'constructor', value: '4' },
    ])
  })

  test.each(['1', '"text"', 'null', 'true', '[1]', '[{"a":1},null]', '{"people":["x"]}', '[[]]'])(
    '%s is no event',
    (text) => {
      expect(codeOf(() => decodeJsonText(text))).toBe('not_an_external_event')
    },
  )

  test.each([
    '{',
    '{"a":}',
    '{"a":1,}',
    '[1,]',
    "{'a':1}",
    '{"a":1} x',
    '{"a":"\n"}',
    '<a/>',
    'NaN',
    ']',
    '"',
  ])('%j is malformed', (text) => {
    expect(codeOf(() => decodeJsonText(text))).toBe('json_malformed')
  })

  test('an error does not repeat text of the body', () => {
    expect(() => decodeJsonText('{"name":"Jane Doe"')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('Jane') }),
    )
  })

  test('depth, number of values and text are bounded', () => {
    const nested = (depth: number) => `{"a":1,"b":${'['.repeat(depth)}${']'.repeat(depth)}}`
    expect(onlyEvent(nested(63)).more[0]?.name).toBe('b')
    expect(codeOf(() => decodeJsonText(nested(64)))).toBe('content_limit')
    expect(codeOf(() => decodeJsonText('['.repeat(1_000_000)))).toBe('content_limit')
    const limits = { elements: 6, text: 60 }
    const bounded = (text: string) =>
      decodeMessage(Buffer.from(text), { contentType: 'application/json', typeHint: null, limits })
    expect(bounded('[{},{},{},{},{}]').events).toHaveLength(5)
    expect(codeOf(() => bounded('[{},{},{},{},{},{}]'))).toBe('content_limit')
    expect(codeOf(() => bounded(`{"a":"${'x'.repeat(60)}"}`))).toBe('content_limit')
  })
})

test('any keyed object, however it is laid out, gives its scalar fields in order and its text', () => {
  const object = fc
    .dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }))
    .map((fields) => ({ userId: 'u', ...fields }))
  fc.assert(
    fc.property(object, fc.constantFrom(0, 1, '\t', '\r\n '), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const event = onlyEvent(text)
      expect(event.payload).toBe(text)
      const fields = Object.entries(JSON.parse(text) as object)
      const isScalar = (field: unknown) => typeof field !== 'object' || field === null
      const clean = (raw: string) => raw.toWellFormed().replaceAll('\0', '\u{fffd}')
      const named = fields.filter(
        ([name]) => !['eventId', 'eventType', 'publishedAt'].includes(name),
      )
      expect(event.keys).toEqual(
        named
          .filter(([, field]) => isScalar(field))
          .map(([name, field]) => ({
            name: clean(name),
            value: clean(field === null ? '' : String(field)),
          })),
      )
      expect(event.more.map(({ name, value: json }) => [name, JSON.parse(json)])).toEqual(
        named.filter(([, field]) => !isScalar(field)).map(([name, field]) => [clean(name), field]),
      )
    }),
  )
})
