import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'
const TYPED = `${PATH}?type=com.example.Changed`
const JSON_TYPE = 'application/json'

describe('messages of other senders than the Event Connector', () => {
  let bed: TestBed
  let instance: TestInstance
  let token: string
  let operator: string

  beforeAll(async () => {
    bed = await createTestBed()
    instance = await bed.startInstance({
      environment: {
        PERSON_FIELDS: 'badgeNo=userId',
        CALLERS: JSON.stringify([
          {
            client: 'successfactors',
            answer: {
              json: { id: '{{messageId}}', of: ['{{type}}', '{{field:name}}'] },
              xml: '<ok><id>{{messageId}}</id><name>{{field:name}}</name></ok>',
            },
          },
        ]),
      },
    })
    token = await bed.token()
    operator = await bed.token('operator')
  })
  afterAll(() => bed.stop())

  const post = (path: string, contentType: string | null, body: string | Buffer) => {
    const call = request(instance.url).post(path).set('Authorization', `Bearer ${token}`)
    return (
      contentType === null ? call.unset('Content-Type') : call.set('Content-Type', contentType)
    )
      .buffer(true)
      .send(body)
  }
  /** Kind and key of the lane of each event, in its order. */
  const lanesOf = async (id: string) => {
    const { rows } = await bed.db.query(
      `select s.kind, convert_from(s.key, 'UTF8') as key, e.subject_field from event e join subject s on s.id = e.subject_id
       where e.message_id = $1 order by e.ordinal`,
      [id],
    )
    return rows.map(({ kind, key, subject_field: field }) => [kind, key, field])
  }
  const idOf = (answer: request.Response) => answer.headers.sap_messageprocessinglogid as string
  const described = async (id: string) => {
    const answer = await request(instance.url)
      .get(`/operations/v1/messages/${id}`)
      .set('Authorization', `Bearer ${operator}`)
      .expect(200)
    return answer.body
  }

  it.each([
    [
      'a nested list',
      TYPED,
      JSON_TYPE,
      '{"a":{"b":[{"userId":"n1"},{"userId":"n2"}]}}',
      ['n1', 'n2'],
      'userId',
    ],
    ['own XML', TYPED, 'application/xml', '<a><b><UserId>x1</UserId></b></a>', ['x1'], 'UserId'],
    ['CSV', TYPED, 'text/csv', 'user_id,startDate\nc1,2026-12-01\n', ['c1'], 'user_id'],
    [
      'a spelling that configuration adds',
      TYPED,
      JSON_TYPE,
      '{"code":"1","badge_no":"b1"}',
      ['b1'],
      'badge_no',
    ],
    [
      'places of the address',
      `${TYPED}&events=x.y&subject=who.no`,
      JSON_TYPE,
      '{"x":{"y":[{"who":{"no":"w1"}}]}}',
      ['["who"'],
      'who.no',
    ],
    [
      'blanks around a key',
      PATH,
      'text/xml',
      soapMessage([{ userId: ' Jana.Probst\t' }]),
      ['Jana.Probst'],
      'userId',
    ],
  ])(
    '%s: each record in the lane of its key, which the message page names',
    async (_what, path, type, body, keys, field) => {
      const answer = await post(path, type, body).expect(200)
      const lanes = await lanesOf(idOf(answer))
      expect(
        lanes.map(([kind, key]) =>
          kind === 'userId' ? key : (key as string).includes('"w1"') && keys[0],
        ),
      ).toEqual(keys)
      const { events } = await described(idOf(answer))
      expect(events.map((event: { subjectField: string }) => event.subjectField)).toEqual(
        keys.map(() => field),
      )
    },
  )

  it.each([
    [
      "OData's results",
      TYPED,
      JSON_TYPE,
      `{"d":{"results":[${odataRow('o1')},{"userId":"o2"}]}}`,
      ['o1', 'o2'],
    ],
    [
      'one object per line',
      TYPED,
      'application/x-ndjson',
      '{"userId":"l1"}\n{"userId":"l2"}\n',
      ['l1', 'l2'],
    ],
    [
      'a root part beside attachments',
      PATH,
      'multipart/related; boundary="b"; start="<r>"',
      multipart(soapMessage([{ userId: 'm1' }])),
      ['m1'],
    ],
    [
      'a form with one field of XML',
      PATH,
      'application/x-www-form-urlencoded',
      new URLSearchParams({ data: soapMessage([{ userId: 'f1' }]) }).toString(),
      ['f1'],
    ],
    ['SOAP as JSON', PATH, JSON_TYPE, renderedMessage('r1'), ['r1']],
    [
      'ISO-8859-15 by its declaration',
      PATH,
      'text/xml',
      inLatin9(soapMessage([{ userId: 'é1' }])),
      ['é1'],
    ],
    [
      'ISO-8859-15 by the header',
      PATH,
      'text/xml; charset=ISO-8859-15',
      inLatin9(soapMessage([{ userId: 'é2' }])),
      ['é2'],
    ],
  ])('%s gives its events, each in the lane of its person', async (...given) => {
    const [_what, path, type, body, keys] = given
    const answer = await post(path, type, body).expect(200)
    const lanes = await lanesOf(idOf(answer))
    expect(lanes.map(([kind, key]) => [kind, key])).toEqual(keys.map((key) => ['userId', key]))
  })

  it('keeps XML and CSV without a type, to be repaired', async () => {
    for (const [type, body, errorCode] of [
      ['text/csv', 'userId\nc2', 'event_type_missing'],
      ['text/xml', '<a><userId>x2</userId></a>', 'not_an_external_event'],
    ] as const) {
      const answer = await post(PATH, type, body).expect(400)
      expect(await described(idOf(answer))).toMatchObject({ status: 'UNDECODABLE', errorCode })
    }
  })

  it('reads the same body again with the places it came with', async () => {
    const answer = await post(
      `${TYPED}&events=rows`,
      JSON_TYPE,
      '{"id":"7","rows":[{"name":"first"},{"name":"second"}]}',
    )
    const { events } = await described(idOf(answer))
    expect(events).toHaveLength(2)
    expect(events[1].content.keys).toEqual([{ name: 'name', value: '‹name›' }])
  })

  it('keeps a body whose address names a place of another form', async () => {
    const answer = await post(`${TYPED}&events=$..a`, JSON_TYPE, '{"a":1}').expect(400)
    expect(answer.body.error.code).toBe('place_invalid')
    expect(await described(idOf(answer))).toMatchObject({ errorCode: 'place_invalid' })
  })

  it('two slices of one position share its lane', async () => {
    const slice = (day: string) =>
      soapMessage([{}])
        .replace(
          /<ns3:entityKeys>.*<\/ns3:entityKeys>/s,
          `<ns3:entityKeys><ns3:entityKey><name>code</name><value>P1</value></ns3:entityKey><ns3:entityKey><name>effectiveStartDate</name><value>${day}</value></ns3:entityKey></ns3:entityKeys>`,
        )
        .replace(/<ns3:params>.*<\/ns3:params>/s, '')
    const first = await lanesOf(idOf(await post(PATH, 'text/xml', slice('2026-01-01')).expect(200)))
    const second = await lanesOf(
      idOf(await post(PATH, 'text/xml', slice('2027-01-01')).expect(200)),
    )
    expect(first).toEqual([['entity', expect.stringContaining('"P1"'), 'code']])
    expect(second).toEqual(first)
  })

  it('takes a state that comes back for a change, and tells the handler and the page', async () => {
    const send = async (userId: string, body: object) => {
      const answer = await post(TYPED, JSON_TYPE, JSON.stringify({ userId, ...body })).expect(200)
      const { status, events } = await described(idOf(answer))
      const [event] = events
      return status === 'DISCARDED' ? 'repeat' : event.mayBeRepeat ? 'may be' : 'new'
    }
    const outcomes: string[] = []
    for (const state of 'AABBAABB') outcomes.push(await send('toggle', { state }))
    const again = ['may be', 'repeat']
    expect(outcomes).toEqual(['new', 'repeat', 'new', 'repeat', ...again, ...again])
    // Another lane has a latest record of its own.
    expect(await send('other', { state: 'B' })).toBe('new')
  })

  it('takes a list that is sent again for a repeat, and equal records of one list for records', async () => {
    const list = '[{"userId":"l"},{"userId":"l"},{"name":"x"},{"userId":"l","state":"B"}]'
    const first = await post(TYPED, JSON_TYPE, list).expect(200)
    expect(await lanesOf(idOf(first))).toHaveLength(4)
    const second = await described(idOf(await post(TYPED, JSON_TYPE, list).expect(200)))
    expect(second).toMatchObject({ status: 'DISCARDED', duplicateOf: idOf(first) })
    const places = second.events.map((event: { duplicateOf: unknown }) => event.duplicateOf)
    expect(places).toEqual([0, 1, 2, 3].map((ordinal) => ({ messageId: idOf(first), ordinal })))
  })

  it('flags a message whose characters were replaced, and an address that was probably mistyped', async () => {
    const body = soapMessage([{ userId: 'u&#2;' }])
    const answer = await post(`${PATH}?company_id=ACME`, 'text/xml', body).expect(200)
    const { warnings } = await described(idOf(answer))
    expect(warnings).toEqual([
      { code: 'query_parameter_unknown', parameter: 'company_id', known: 'company' },
      { code: 'characters_replaced' },
    ])
  })

  it.each([null, 'text/plain', JSON_TYPE, 'text/xml'])(
    'JSON that cannot be read gets a JSON answer, sent as %s',
    async (type) => {
      const answer = await post(PATH, type, '{"userId":"bad')
        .expect(400)
        .expect('Content-Type', /^application\/json/)
      expect(JSON.parse(answer.text).messageId).toBe(idOf(answer))
      expect((await described(idOf(answer))).status).toBe('UNDECODABLE')
    },
  )

  it("gives the caller's own answer, filled from ids and fields", async () => {
    const json = await post(TYPED, JSON_TYPE, '{"name":"a\\"b"}').expect(200)
    expect(JSON.parse(json.text)).toEqual({ id: idOf(json), of: ['com.example.Changed', 'a"b'] })
    const xml = await post(TYPED, 'application/xml', '<r><name>a &lt; b</name></r>').expect(200)
    expect(xml.text).toBe(`<ok><id>${idOf(xml)}</id><name>a &lt; b</name></ok>`)
  })

  it('reads a plain body whose Content-Encoding names its charset', async () => {
    await request(instance.url)
      .post(PATH)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', 'text/xml')
      .set('Content-Encoding', 'UTF-8')
      .send(soapMessage([{}]))
      .expect(200)
  })

  it('answers ?WSDL in any case', async () => {
    const answer = await request(instance.url)
      .get(`${PATH}?WSDL`)
      .set('Authorization', `Bearer ${token}`)
      .expect(200)
    expect(answer.text).toContain('definitions')
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
