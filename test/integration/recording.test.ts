import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { openedText } from '../support/opened.ts'
import { HIRE, soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const PATH = '/http/successfactors/events'

describe('recording', () => {
  let bed: TestBed
  let instances: TestInstance[]
  let token: string

  beforeAll(async () => {
    bed = await createTestBed()
    const handlers = {
      first: { on: '*', run: () => undefined },
      second: { on: HIRE, run: () => undefined },
    }
    instances = [
      await bed.startInstance({ handlers }),
      await bed.startInstance({ handlers }),
      await bed.startInstance({ handlers }),
    ]
    token = await bed.token()
  })
  afterAll(() => bed.stop())

  const send = (body: string | Buffer, path = PATH, instance = 0, contentType = 'text/xml') =>
    request(instances[instance]?.url ?? '')
      .post(path)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', contentType)
      .send(body)

  it('records one message that comes 100 times at once over three instances once', async () => {
    const body = soapMessage([{ userId: 'storm' }])
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) => send(body, `${PATH}/STORM`, index % 3)),
    )
    expect(answers.map((answer) => answer.status)).toEqual(new Array(100).fill(200))
    const ids = answers.map((answer) => answer.headers.sap_messageprocessinglogid)
    expect(new Set(ids).size).toBe(100)
    const { rows: messages } = await bed.db.query(
      `select id, duplicate_of from message where company = 'STORM'`,
    )
    expect(messages).toHaveLength(100)
    const first = messages.filter((row) => row.duplicate_of === null)
    expect(first).toHaveLength(1)
    expect(messages.filter((row) => row.duplicate_of === first[0].id)).toHaveLength(99)
    const { rows: deliveries } = await bed.db.query(
      'select message_id from delivery where message_id = any($1)',
      [messages.map((row) => row.id)],
    )
    expect(deliveries.map((row) => row.message_id)).toEqual([first[0].id, first[0].id])
  })

  it('takes the same id with other content for a real event, flags it, and knows it when it comes again', async () => {
    const eventId = randomUUID()
    const path = `${PATH}/VARIANT`
    await send(soapMessage([{ eventId, startDate: '2026-01-01' }]), path).expect(200)
    const changed = soapMessage([{ eventId, startDate: '2026-02-01' }])
    await send(changed, path).expect(200)
    await send(changed, path).expect(200)
    const { rows } = await bed.db.query(
      `select e.other_content, e.duplicate_of is not null as repeat, count(d.handler_id)::int as deliveries
       from message m join event e on e.message_id = m.id left join delivery d on d.message_id = m.id
       where m.company = 'VARIANT' group by m.id, e.other_content, e.duplicate_of order by m.id`,
    )
    expect(rows).toEqual([
      { other_content: false, repeat: false, deliveries: 2 },
      { other_content: true, repeat: false, deliveries: 2 },
      { other_content: false, repeat: true, deliveries: 0 },
    ])
  })

  it('keeps two companies and two types with the same event id apart', async () => {
    const eventId = randomUUID()
    await send(soapMessage([{ eventId }]), `${PATH}/APART1`).expect(200)
    await send(soapMessage([{ eventId }]), `${PATH}/APART2`).expect(200)
    await send(soapMessage([{ eventId }], 'com.other.Type'), `${PATH}/APART1`).expect(200)
    const { rows } = await bed.db.query(
      `select count(*)::int as known from message where company like 'APART_' and duplicate_of is not null`,
    )
    expect(rows[0].known).toBe(0)
  })

  it('delivers the unknown events of a message that repeats others', async () => {
    const known = { eventId: randomUUID(), userId: 'k1' }
    const path = `${PATH}/PARTLY`
    const first = await send(soapMessage([known]), path).expect(200)
    const second = await send(soapMessage([known, { userId: 'k2' }]), path).expect(200)
    const { rows } = await bed.db.query(
      `select m.duplicate_of, d.ordinal from message m join delivery d on d.message_id = m.id
       where m.id = $1`,
      [second.headers.sap_messageprocessinglogid],
    )
    const duplicateOf = first.headers.sap_messageprocessinglogid
    expect(rows).toEqual([
      { duplicate_of: duplicateOf, ordinal: 1 },
      { duplicate_of: duplicateOf, ordinal: 1 },
    ])
  })

  it('records an event that stands twice in a message once, and no repeat of the message itself', async () => {
    const twice = { eventId: randomUUID(), userId: 't' }
    const answer = await send(soapMessage([twice, twice]), `${PATH}/TWICE`).expect(200)
    const id = answer.headers.sap_messageprocessinglogid
    const { rows } = await bed.db.query(
      `select m.duplicate_of, e.duplicate_of as event_duplicate_of, e.duplicate_of_ordinal
       from message m join event e on e.message_id = m.id where m.id = $1 order by e.ordinal`,
      [id],
    )
    expect(rows).toEqual([
      { duplicate_of: null, event_duplicate_of: null, duplicate_of_ordinal: null },
      { duplicate_of: null, event_duplicate_of: id, duplicate_of_ordinal: 0 },
    ])
  })

  it('tells a JSON body without ids from its repeat by its content, within the window', async () => {
    const path = `${PATH}/JSON?type=${HIRE}`
    const body = JSON.stringify({ employeeId: '20001', note: randomUUID() })
    const first = await send(body, path, 0, 'application/json').expect(200)
    const second = await send(body, path, 1, 'application/json').expect(200)
    expect(first.body).toEqual({ status: 0, messageId: first.headers.sap_messageprocessinglogid })
    const duplicateOf = async (answer: { headers: Record<string, string> }) => {
      const { rows } = await bed.db.query('select duplicate_of from message where id = $1', [
        answer.headers.sap_messageprocessinglogid,
      ])
      return rows[0].duplicate_of
    }
    expect(await duplicateOf(second)).toBe(first.headers.sap_messageprocessinglogid)
    await bed.db.query(`update latest_record set received_at = received_at - interval '61 seconds'`)
    const third = await send(body, path, 2, 'application/json').expect(200)
    expect(await duplicateOf(third)).toBeNull()
  })

  it('gives events the positions of their order, and the employee one lane a handler', async () => {
    const answer = await send(
      soapMessage([{ userId: 'o1' }, { userId: 'o2' }, { userId: 'o1' }]),
      `${PATH}/ORDER`,
    ).expect(200)
    const rows = await bed.rows(
      `select e.ordinal, s.kind, ${openedText('subject', 's', 'key')} as key, s.company from event e join subject s on s.id = e.subject_id
       where e.message_id = $1 order by e.position`,
      answer.headers.sap_messageprocessinglogid,
    )
    expect(rows.map((row) => [row.ordinal, row.kind, row.key, row.company])).toEqual([
      [0, 'userId', 'o1', 'ORDER'],
      [1, 'userId', 'o2', 'ORDER'],
      [2, 'userId', 'o1', 'ORDER'],
    ])
    const { rows: lanes } = await bed.db.query(
      `select count(*)::int as lanes from lane l join subject s on s.id = l.subject_id
       where s.company = 'ORDER'`,
    )
    expect(lanes[0].lanes).toBe(4)
  })

  it('marks what was published before an event that its lane already has', async () => {
    const path = `${PATH}/LATE`
    const late = async (publishedAt: number) => {
      const answer = await send(soapMessage([{ publishedAt }]), path).expect(200)
      const { rows } = await bed.db.query(
        'select late from delivery where message_id = $1 order by handler_id limit 1',
        [answer.headers.sap_messageprocessinglogid],
      )
      return rows[0].late
    }
    expect(await late(1_790_000_005_000)).toBe(false)
    expect(await late(1_790_000_001_000)).toBe(true)
    expect(await late(1_790_000_006_000)).toBe(false)
  })

  it('stores values that PostgreSQL cannot hold as text without failing the call', async () => {
    const body = `{"userId":"nul\\u0000l","half":"\\ud800","long":"${'x'.repeat(9_000)}"}`
    await send(body, `${PATH}/HARD?type=T`, 0, 'application/json').expect(200)
    const rows = await bed.rows(
      `select ${openedText('subject', 's', 'key')} as key from event e join subject s on s.id = e.subject_id where s.company = 'HARD'`,
    )
    expect(rows).toEqual([{ key: 'nul\uFFFDl' }])
  })

  it('keeps a body that is no message, answers 400 with a fault, and never 5xx', async () => {
    const answer = await send('<order/>', `${PATH}/BAD`).expect(400)
    expect(answer.text).toContain('<faultcode>S:Client</faultcode>')
    const rows = await bed.rows(
      `select state, error_code, ${openedText('message', 'message', 'body')} as body from message where id = $1`,
      answer.headers.sap_messageprocessinglogid,
    )
    expect(rows).toEqual([
      { state: 'undecodable', error_code: 'not_an_external_event', body: '<order/>' },
    ])
  })
})
