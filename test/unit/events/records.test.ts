import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { subjectOf } from '../../../lib/events/subject.ts'
import { decode, lanes } from './decode-record.ts'

describe('records in JSON', () => {
  test.each([
    ['a list under wrappers', '{"employees":{"employee":[{"userId":"a"},{"userId":"b"}]}}'],
    [
      'a list beside envelope fields',
      '{"eventType":"T","employees":[{"userId":"a"},{"userId":"b"}]}',
    ],
    ['a list beside other fields', '{"count":2,"employees":[{"userId":"a"},{"userId":"b"}]}'],
    ["OData's results", '{"d":{"results":[{"userId":"a"},{"userId":"b"}]}}'],
    ['an array at the root', '[{"userId":"a"},{"userId":"b"}]'],
    ['one object per line', '{"userId":"a"}\n{"userId":"b"}\n\n'],
    ['wrapped elements', '[{"employee":{"userId":"a"}},{"employee":{"userId":"b"}}]'],
    [
      'lists in elements that are no records',
      '[{"people":[{"userId":"a"}]},{"people":[{"userId":"b"}]}]',
    ],
    [
      'an envelope with ids of its own',
      '{"batchId":"1","messageId":"2","people":[{"userId":"a"},{"userId":"b"}]}',
    ],
  ])('%s', (_what, body) => {
    expect(lanes(decode(body))).toEqual(['userId a', 'userId b'])
  })

  test('a list inside a record that has a key is detail of the record', () => {
    const message = decode('{"userId":"a","phones":[{"phoneId":"1"},{"phoneId":"2"}]}')
    expect(lanes(message)).toEqual(['userId a'])
    expect(message.events[0]?.more).toEqual([
      { name: 'phones', value: '[{"phoneId":"1"},{"phoneId":"2"}]' },
    ])
    const nested = '{"list":[{"positionCode":"p","incumbents":[{"userId":"x"}]}]}'
    expect(lanes(decode(nested))).toEqual(['entity p'])
  })

  test('an empty list holds no events; beside the fields of a record it is detail', () => {
    expect(decode('{"d":{"results":[]}}').events).toEqual([])
    expect(decode('{"eventType":"T","employees":[]}').events).toEqual([])
    expect(decode('{"name":"a","phones":[]}').events).toHaveLength(1)
  })

  test('type and time of the envelope hold for each record that does not say them itself', () => {
    const message = decode(
      '{"eventType":"T","publishedAt":"2026-01-01T00:00:00Z","list":[{"userId":"a"},{"userId":"b","eventType":"U"}]}',
    )
    expect(message.events.map(({ type }) => type)).toEqual(['T', 'U'])
    expect(message.events[0]?.publishedAt?.iso).toBe('2026-01-01T00:00:00.000Z')
  })

  test('OData names entity, key and dates of a row', () => {
    const row = (userId: string) =>
      `{"__metadata":{"uri":"https://h/odata/v2/EmpJob(seqNumber=1L,startDate=datetime'2026-12-01T00:00:00',userId='${userId}')","type":"SFOData.EmpJob"},"startDate":"/Date(1796083200000)/"}`
    const message = decode(`{"d":{"results":[${row('o1')},${row("o''2")}]}}`)
    expect(lanes(message)).toEqual(['userId o1', "userId o'2"])
    expect(message.events[0]).toMatchObject({
      entityType: 'EmpJob',
      effectiveStartDate: { sent: '/Date(1796083200000)/', iso: '2026-12-01T00:00:00.000Z' },
    })
    expect(subjectOf(message.events[0] as never).field).toBe('__metadata.uri.userId')
    const mixed = decode(`{"d":{"results":[${row('o1')},{"userId":"o2"}]}}`)
    expect(mixed.events.map(({ entityType }) => entityType)).toEqual(['EmpJob', 'EmpJob'])
  })
})

test('JSON that renders the SOAP message is read like the SOAP message', () => {
  const meta = '{"externalEventId":"x","type":"T","publishedAt":1795987000000}'
  const event =
    '{"eventId":"e","entityType":"EmpJob","entityKeys":{"entityKey":[{"name":"userId","value":"u"},{"name":"seqNumber","value":1}]},"params":{"param":{"name":"p","value":"q"}}}'
  const plain = `{"ExternalEvent":{"externalEventMeta":${meta},"events":{"event":${event}}}}`
  const wrapped = `{"S:Envelope":{"@xmlns:S":"x","S:Body":{"ns3:ExternalEvent":${plain.slice(17, -1)}}}}`
  for (const body of [plain, wrapped]) {
    expect(decode(body, 'application/json', { typeHint: null })).toMatchObject({
      format: 'json',
      contract: 'v2',
      externalEventId: 'x',
      type: 'T',
      events: [
        {
          eventId: 'e',
          type: 'T',
          publishedAt: { sent: '1795987000000' },
          keys: [
            { name: 'userId', value: 'u' },
            { name: 'seqNumber', value: '1' },
          ],
          params: [{ name: 'p', value: 'q' }],
        },
      ],
    })
  }
})

describe('any list of records, nested up to four levels', () => {
  const text = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/)
  const record = fc.record({
    userId: text,
    location: text,
    startDate: fc.constantFrom('2026-12-01', '2027-01-01'),
  })
  const wrappers = fc.array(fc.constantFrom('data', 'feed', 'people', 'batch'), { maxLength: 4 })

  test('as JSON, also beside envelope fields', () => {
    fc.assert(
      fc.property(fc.array(record), wrappers, fc.boolean(), (records, names, isEnvelope) => {
        const inner: unknown = names.reduceRight<unknown>(
          (node, name) => ({ ...(isEnvelope ? { batchId: 'b' } : {}), [name]: node }),
          records,
        )
        expect(lanes(decode(JSON.stringify(inner)))).toEqual(
          records.map(({ userId }) => `userId ${userId}`),
        )
      }),
    )
  })

  test('as XML', () => {
    fc.assert(
      fc.property(fc.array(record), wrappers, (records, names) => {
        const rows = records.map((fields) => {
          const inside = Object.entries(fields).map(
            ([name, value]) => `<${name}>${value}</${name}>`,
          )
          return `<row>${inside.join('')}</row>`
        })
        const body = ['root', ...names].reduceRight(
          (node, name) => `<${name}>${node}</${name}>`,
          rows.join(''),
        )
        expect(lanes(decode(body, 'application/xml'))).toEqual(
          records.map(({ userId }) => `userId ${userId}`),
        )
      }),
    )
  })
})
