import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import type { DecodedMessage } from '../../../lib/events/event.ts'
import type { RecordOptions } from '../../../lib/events/records/decode-records.ts'
import { readPlace } from '../../../lib/events/records/place.ts'
import { subjectOf } from '../../../lib/events/subject.ts'
import { codeOf } from './read-fixture.ts'

const TYPE = 'com.example.Changed'

function decode(
  text: string,
  contentType = 'application/json',
  options: Partial<RecordOptions> = {},
): DecodedMessage {
  return decodeMessage(Buffer.from(text), { contentType, typeHint: TYPE, ...options })
}

/** Kind and key of each event's lane; of an entity's key the value alone. */
function lanes(message: DecodedMessage): string[] {
  return message.events.map((event) => {
    const { kind, key } = subjectOf(event)
    if (kind !== 'entity') return `${kind} ${key}`
    return `entity ${(JSON.parse(key) as [unknown, [string, string][]])[1].map(([, value]) => value)}`
  })
}

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

describe('the key of a record', () => {
  test.each([
    ['{"status":"x","UserId":"u"}', 'userId u', 'UserId'],
    ['{"USERID":" u "}', 'userId u', 'USERID'],
    ['{"user_id":"u"}', 'userId u', 'user_id'],
    ['{"worker":"w","code":"c"}', 'userId w', 'worker'],
    ['{"employeeId":"e","userId":"u"}', 'userId u', 'userId'],
    ['{"personIdExternal":"p","assignmentId":"a"}', 'personIdExternal p', 'personIdExternal'],
    ['{"status":"x","JobApplicationId":"9"}', 'entity 9', 'JobApplicationId'],
    [
      '{"statusId":"1","typeCode":"2","eventReasonCode":"3","externalCode":"4"}',
      'entity 4',
      'externalCode',
    ],
    ['{"seqNumber":"1","requisition_number":"5"}', 'entity 5', 'requisition_number'],
    [
      '{"batchId":"1","requestId":"2","position":"3","positionCode":"6"}',
      'entity 6',
      'positionCode',
    ],
    [
      '{"status":"Offer","jobApplication":{"applicationId":"7"}}',
      'entity 7',
      'jobApplication.applicationId',
    ],
    ['{"status":"Offer","startDate":"2026-01-01","paid":"x"}', 'event ', null],
    ['{"userId":" ","code":"8"}', 'entity 8', 'code'],
  ])('of %s is %s', (body, lane, field) => {
    const message = decode(body)
    expect(lanes(message)).toEqual([lane])
    expect(subjectOf(message.events[0] as never).field).toBe(field)
  })

  test('is the same in every spelling of its field', () => {
    const keys = ['JobApplicationId', 'job_application_id', 'jobApplicationId'].map(
      (name) => subjectOf(decode(`{"x":{"${name}":"9"}}`).events[0] as never).key,
    )
    expect(new Set(keys).size).toBe(1)
  })

  test('holds no state: all states of a record share its lane', () => {
    const keys = ['Interview', 'Offer'].map(
      (status) =>
        subjectOf(decode(`{"JobApplicationId":"9001","status":"${status}"}`).events[0] as never)
          .key,
    )
    expect(keys[0]).toBe(keys[1])
  })
})

describe('places that configuration names', () => {
  const place = (text: string) => readPlace(text) ?? undefined
  const body =
    '{"meta":{"kind":"K"},"a":[{"who":{"no":"1"},"uid":"e1","rows":[{"code":"x"}]},{"who":{"no":"2"},"uid":"e2"}]}'

  test('events, type, id and subject', () => {
    const places = {
      events: place('a[*]'),
      type: place('meta.kind'),
      id: place('uid'),
      subject: place('who.no'),
    }
    const message = decode(body, 'application/json', { hints: { places: places as never } })
    expect(lanes(message)).toEqual(['entity 1', 'entity 2'])
    expect(message.events.map(({ type, eventId }) => [type, eventId])).toEqual([
      ['K', 'e1'],
      ['K', 'e2'],
    ])
    expect(subjectOf(message.events[0] as never).field).toBe('who.no')
  })

  test('a place without events is an error of its own', () => {
    const places = { events: place('b.c') } as never
    expect(codeOf(() => decode(body, 'application/json', { hints: { places } }))).toBe(
      'events_not_found',
    )
  })

  test('names, indexes and [*] alone, at most 10 steps', () => {
    expect(readPlace('a.b[0].c[*]')).toEqual(['a', 'b', 0, 'c', '[*]'])
    expect(readPlace('[1].a')).toEqual([1, 'a'])
    for (const wrong of [
      '',
      '.a',
      'a.',
      'a..b',
      'a[?(@.b)]',
      'a[-1]',
      '$..a',
      'a[b]',
      'a b',
      'a'.repeat(3) + '.b'.repeat(10),
    ]) {
      expect([wrong, readPlace(wrong)]).toEqual([wrong, null])
    }
  })
})

describe('records in XML', () => {
  const soap = (content: string) =>
    `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>${content}</S:Body></S:Envelope>`
  const two =
    '<Employees><Employee><userId>a</userId></Employee><Employee><userId>b</userId></Employee></Employees>'

  test.each([
    ['bare', two],
    ['in a SOAP body', soap(two)],
    [
      'in namespaces',
      two
        .replaceAll('<Emp', '<e:Emp')
        .replaceAll('</Emp', '</e:Emp')
        .replace('<e:Employees', '<e:Employees xmlns:e="urn:e"'),
    ],
    [
      'with attributes',
      '<Employees count="2"><Employee userId="a"/><Employee userId="b"/></Employees>',
    ],
  ])('%s', (_what, body) => {
    const message = decode(body, 'text/xml')
    expect(lanes(message)).toEqual(['userId a', 'userId b'])
    expect(message.events.map(({ entityType, type }) => [entityType, type])).toEqual([
      ['Employee', TYPE],
      ['Employee', TYPE],
    ])
  })

  test('one record, nil, text and nested elements', () => {
    const message = decode(
      '<Employees xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><Employee><userId>a &amp; b</userId><end xsi:nil="true"/><address><city>X</city></address></Employee></Employees>',
      'application/xml',
    )
    expect(message).toMatchObject({ format: 'xml', contract: 'record' })
    expect(message.events[0]).toMatchObject({
      keys: [
        { name: 'userId', value: 'a & b' },
        { name: 'end', value: '' },
      ],
      more: [{ name: 'address', value: '<address><city>X</city></address>' }],
    })
  })

  test.each([
    ['no type', two, null],
    [
      'an ExternalEvent of an unknown namespace',
      '<ExternalEvent xmlns="urn:x"><a>1</a></ExternalEvent>',
      TYPE,
    ],
    ['a SOAP fault', soap('<S:Fault><faultcode>S:Server</faultcode></S:Fault>'), TYPE],
    ['an HTML page', '<html><body><p>Sign in</p></body></html>', TYPE],
  ])('%s is no message', (_what, body, typeHint) => {
    expect(codeOf(() => decode(body, 'text/xml', { typeHint }))).toBe('not_an_external_event')
  })

  test('a type in the body is enough; a DOCTYPE stays refused', () => {
    const typed = two.replace('<Employee>', '<eventType>T</eventType><Employee>')
    expect(decode(typed, 'text/xml', { typeHint: null }).events.map(({ type }) => type)).toEqual([
      'T',
      'T',
    ])
    expect(codeOf(() => decode(`<!DOCTYPE a>${two}`, 'text/xml'))).toBe('xml_doctype')
  })
})

describe('records in CSV', () => {
  test.each([
    ['commas', 'userId,name\r\na,"x, ""y"""\r\nb,z\r\n'],
    ['semicolons and a byte order mark', '\u{feff}userId;name\na;"x, ""y"""\nb;z'],
    ['tabs', 'userId\tname\na\t"x, ""y"""\nb\tz\n\n'],
  ])('%s', (_what, body) => {
    const message = decode(body, 'text/csv; charset=utf-8')
    expect(message.format).toBe('csv')
    expect(lanes(message)).toEqual(['userId a', 'userId b'])
    expect(message.events[0]?.keys[1]).toEqual({ name: 'name', value: 'x, "y"' })
  })

  test('wrong rows, missing types and missing rows', () => {
    expect(codeOf(() => decode('a,b\n1', 'text/csv'))).toBe('csv_malformed')
    expect(codeOf(() => decode('a,b\n"1', 'text/csv'))).toBe('csv_malformed')
    expect(codeOf(() => decode('a,b\n1,2', 'text/csv', { typeHint: null }))).toBe(
      'event_type_missing',
    )
    expect(decode('a,eventType\n1,T', 'text/csv', { typeHint: null }).events[0]?.type).toBe('T')
    expect(decode('a,b\n', 'text/csv').events).toEqual([])
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
