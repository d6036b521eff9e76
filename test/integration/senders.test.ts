import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import {
  createSendersBed,
  INGEST_PATH,
  idOf,
  type SendersBed,
  TYPED_PATH,
} from '../support/senders-bed.ts'
import { soapMessage } from '../support/soap-message.ts'

const JSON_TYPE = 'application/json'

describe('messages of other senders than the Event Connector', () => {
  let senders: SendersBed

  beforeAll(async () => {
    senders = await createSendersBed()
  })
  afterAll(() => senders.stop())

  it.each([
    [
      'a nested list',
      TYPED_PATH,
      JSON_TYPE,
      '{"a":{"b":[{"userId":"n1"},{"userId":"n2"}]}}',
      ['n1', 'n2'],
      'userId',
    ],
    [
      'own XML',
      TYPED_PATH,
      'application/xml',
      '<a><b><UserId>x1</UserId></b></a>',
      ['x1'],
      'UserId',
    ],
    ['CSV', TYPED_PATH, 'text/csv', 'user_id,startDate\nc1,2026-12-01\n', ['c1'], 'user_id'],
    [
      'a spelling that configuration adds',
      TYPED_PATH,
      JSON_TYPE,
      '{"code":"1","badge_no":"b1"}',
      ['b1'],
      'badge_no',
    ],
    [
      'places of the address',
      `${TYPED_PATH}&events=x.y&subject=who.no`,
      JSON_TYPE,
      '{"x":{"y":[{"who":{"no":"w1"}}]}}',
      ['["who"'],
      'who.no',
    ],
    [
      'blanks around a key',
      INGEST_PATH,
      'text/xml',
      soapMessage([{ userId: ' Jana.Probst\t' }]),
      ['Jana.Probst'],
      'userId',
    ],
  ])(
    '%s: each record in the lane of its key, which the message page names',
    async (_what, path, type, body, keys, field) => {
      const answer = await senders.post(path, type, body).expect(200)
      const lanes = await senders.lanesOf(idOf(answer))
      expect(
        lanes.map(([kind, key]) =>
          kind === 'userId' ? key : (key as string).includes('"w1"') && keys[0],
        ),
      ).toEqual(keys)
      const { events } = await senders.described(idOf(answer))
      expect(events.map((event: { subjectField: string }) => event.subjectField)).toEqual(
        keys.map(() => field),
      )
    },
  )

  it.each([
    [
      "OData's results",
      TYPED_PATH,
      JSON_TYPE,
      `{"d":{"results":[${odataRow('o1')},{"userId":"o2"}]}}`,
      ['o1', 'o2'],
    ],
    [
      'one object per line',
      TYPED_PATH,
      'application/x-ndjson',
      '{"userId":"l1"}\n{"userId":"l2"}\n',
      ['l1', 'l2'],
    ],
    [
      'a root part beside attachments',
      INGEST_PATH,
      'multipart/related; boundary="b"; start="<r>"',
      multipart(soapMessage([{ userId: 'm1' }])),
      ['m1'],
    ],
    [
      'a form with one field of XML',
      INGEST_PATH,
      'application/x-www-form-urlencoded',
      new URLSearchParams({ data: soapMessage([{ userId: 'f1' }]) }).toString(),
      ['f1'],
    ],
    ['SOAP as JSON', INGEST_PATH, JSON_TYPE, renderedMessage('r1'), ['r1']],
    [
      'ISO-8859-15 by its declaration',
      INGEST_PATH,
      'text/xml',
      inLatin9(soapMessage([{ userId: 'é1' }])),
      ['é1'],
    ],
    [
      'ISO-8859-15 by the header',
      INGEST_PATH,
      'text/xml; charset=ISO-8859-15',
      inLatin9(soapMessage([{ userId: 'é2' }])),
      ['é2'],
    ],
  ])('%s gives its events, each in the lane of its person', async (...given) => {
    const [_what, path, type, body, keys] = given
    const answer = await senders.post(path, type, body).expect(200)
    const lanes = await senders.lanesOf(idOf(answer))
    expect(lanes.map(([kind, key]) => [kind, key])).toEqual(keys.map((key) => ['userId', key]))
  })

  it('keeps XML and CSV without a type, to be repaired', async () => {
    for (const [type, body, errorCode] of [
      ['text/csv', 'userId\nc2', 'event_type_missing'],
      ['text/xml', '<a><userId>x2</userId></a>', 'not_an_external_event'],
    ] as const) {
      const answer = await senders.post(INGEST_PATH, type, body).expect(400)
      expect(await senders.described(idOf(answer))).toMatchObject({
        status: 'UNDECODABLE',
        errorCode,
      })
    }
  })

  it('reads the same body again with the places it came with', async () => {
    const answer = await senders.post(
      `${TYPED_PATH}&events=rows`,
      JSON_TYPE,
      '{"id":"7","rows":[{"name":"first"},{"name":"second"}]}',
    )
    const { events } = await senders.described(idOf(answer))
    expect(events).toHaveLength(2)
    expect(events[1].content.keys).toEqual([{ name: 'name', value: '‹name›' }])
  })

  it('keeps a body whose address names a place of another form', async () => {
    const answer = await senders.post(`${TYPED_PATH}&events=$..a`, JSON_TYPE, '{"a":1}').expect(400)
    expect(answer.body.error.code).toBe('place_invalid')
    expect(await senders.described(idOf(answer))).toMatchObject({ errorCode: 'place_invalid' })
  })

  it('two slices of one position share its lane', async () => {
    const slice = (day: string) =>
      soapMessage([{}])
        .replace(
          /<ns3:entityKeys>.*<\/ns3:entityKeys>/s,
          `<ns3:entityKeys><ns3:entityKey><name>code</name><value>P1</value></ns3:entityKey><ns3:entityKey><name>effectiveStartDate</name><value>${day}</value></ns3:entityKey></ns3:entityKeys>`,
        )
        .replace(/<ns3:params>.*<\/ns3:params>/s, '')
    const first = await senders.lanesOf(
      idOf(await senders.post(INGEST_PATH, 'text/xml', slice('2026-01-01')).expect(200)),
    )
    const second = await senders.lanesOf(
      idOf(await senders.post(INGEST_PATH, 'text/xml', slice('2027-01-01')).expect(200)),
    )
    expect(first).toEqual([['entity', expect.stringContaining('"P1"'), 'code']])
    expect(second).toEqual(first)
  })
})

function odataRow(userId: string): string {
  const uri = `https://sf.example/odata/v2/EmpJob(seqNumber=1L,userId='${userId}')`
  return JSON.stringify({ __metadata: { uri, type: 'SFOData.EmpJob' }, userId })
}

function multipart(root: string): string {
  const part = (id: string, content: string) =>
    `--b\r\nContent-Type: application/xop+xml; charset=UTF-8\r\nContent-ID: <${id}>\r\n\r\n${content}\r\n`
  return `${part('attachment', '<other/>')}${part('r', root)}--b--\r\n`
}

function renderedMessage(userId: string): string {
  const entityKey = [{ name: 'userId', value: userId }]
  const event = { eventId: userId, entityType: 'EmpJob', entityKeys: { entityKey } }
  const externalEventMeta = { type: 'com.example.Hire', publishedAt: 1_795_987_000_000 }
  return JSON.stringify({ ExternalEvent: { externalEventMeta, events: { event } } })
}

/** ISO-8859-15 has é where ISO-8859-1 has it. */
function inLatin9(message: string): Buffer {
  return Buffer.from(
    message.replace('version="1.0"', 'version="1.0" encoding="ISO-8859-15"'),
    'latin1',
  )
}
