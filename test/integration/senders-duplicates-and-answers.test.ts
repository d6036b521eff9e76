import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import {
  createSendersBed,
  INGEST_PATH,
  idOf,
  type SendersBed,
  TYPED_PATH,
} from '../support/senders-bed.ts'
import { soapMessage } from '../support/soap-message.ts'

const JSON_TYPE = 'application/json'

describe('duplicates of other senders, and their answers', () => {
  let senders: SendersBed

  beforeAll(async () => {
    senders = await createSendersBed()
  })
  afterAll(() => senders.stop())

  it('takes a state that comes back for a change, and tells the handler and the page', async () => {
    const send = async (userId: string, body: object) => {
      const answer = await senders
        .post(TYPED_PATH, JSON_TYPE, JSON.stringify({ userId, ...body }))
        .expect(200)
      const { status, events } = await senders.described(idOf(answer))
      const [event] = events
      return status === 'DISCARDED' ? 'duplicate' : event.mayBeRepeat ? 'may be' : 'new'
    }
    const outcomes: string[] = []
    for (const state of 'AABBAABB') outcomes.push(await send('toggle', { state }))
    const again = ['may be', 'duplicate']
    expect(outcomes).toEqual(['new', 'duplicate', 'new', 'duplicate', ...again, ...again])
    // Another lane has a latest record of its own.
    expect(await send('other', { state: 'B' })).toBe('new')
  })

  it('takes a list that is sent again for a repeat, and equal records of one list for records', async () => {
    const list = '[{"userId":"l"},{"userId":"l"},{"name":"x"},{"userId":"l","state":"B"}]'
    const first = await senders.post(TYPED_PATH, JSON_TYPE, list).expect(200)
    expect(await senders.lanesOf(idOf(first))).toHaveLength(4)
    const second = await senders.described(
      idOf(await senders.post(TYPED_PATH, JSON_TYPE, list).expect(200)),
    )
    expect(second).toMatchObject({ status: 'DISCARDED', duplicateOf: idOf(first) })
    const places = second.events.map((event: { duplicateOf: unknown }) => event.duplicateOf)
    expect(places).toEqual([0, 1, 2, 3].map((ordinal) => ({ messageId: idOf(first), ordinal })))
  })

  it('flags a message whose characters were replaced, and an address that was probably mistyped', async () => {
    const body = soapMessage([{ userId: 'u&#2;' }])
    const answer = await senders
      .post(`${INGEST_PATH}?company_id=ACME`, 'text/xml', body)
      .expect(200)
    const { warnings } = await senders.described(idOf(answer))
    expect(warnings).toEqual([
      { code: 'query_parameter_unknown', parameter: 'company_id', known: 'company' },
      { code: 'characters_replaced' },
    ])
  })

  it.each([null, 'text/plain', JSON_TYPE, 'text/xml'])(
    'JSON that cannot be read gets a JSON answer, sent as %s',
    async (type) => {
      const answer = await senders
        .post(INGEST_PATH, type, '{"userId":"bad')
        .expect(400)
        .expect('Content-Type', /^application\/json/)
      expect(JSON.parse(answer.text).messageId).toBe(idOf(answer))
      expect((await senders.described(idOf(answer))).status).toBe('UNDECODABLE')
    },
  )

  it("gives the caller's own answer, filled from ids and fields", async () => {
    const json = await senders.post(TYPED_PATH, JSON_TYPE, '{"name":"a\\"b"}').expect(200)
    expect(JSON.parse(json.text)).toEqual({ id: idOf(json), of: ['com.example.Changed', 'a"b'] })
    const xml = await senders
      .post(TYPED_PATH, 'application/xml', '<r><name>a &lt; b</name></r>')
      .expect(200)
    expect(xml.text).toBe(`<ok><id>${idOf(xml)}</id><name>a &lt; b</name></ok>`)
  })

  it('reads a plain body whose Content-Encoding names its charset', async () => {
    await request(senders.instance.url)
      .post(INGEST_PATH)
      .set('Authorization', `Bearer ${senders.token}`)
      .set('Content-Type', 'text/xml')
      .set('Content-Encoding', 'UTF-8')
      .send(soapMessage([{}]))
      .expect(200)
  })

  it('answers ?WSDL in any case', async () => {
    const answer = await request(senders.instance.url)
      .get(`${INGEST_PATH}?WSDL`)
      .set('Authorization', `Bearer ${senders.token}`)
      .expect(200)
    expect(answer.text).toContain('definitions')
  })
})
