import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { HandlerEvent } from '../../lib/handler.ts'
import { createEventHubBed, type EventHubBed, HUB, WEBHOOK } from '../support/event-hub-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedText } from '../support/opened.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const OWN_PATH = '/http/successfactors/events'
const TYPE = 'sap.example.employee.Hired.v1'
const OUR_TYPE = 'com.example.Hired'
const STRUCTURED = 'application/cloudevents+json'
const BATCH = 'application/cloudevents-batch+json'

let next = 0
const cloudEvent = (userId: string, changes: object = {}) => ({
  specversion: '1.0',
  id: `e-${++next}`,
  source: '/eu/example/HARBOUR',
  type: TYPE,
  data: { userId },
  ...changes,
})
const headersOf = ({ data: _, ...attributes }: ReturnType<typeof cloudEvent>) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]))

describe('CloudEvents over HTTP', () => {
  let bed: TestBed
  let hub: EventHubBed
  let instance: TestInstance
  let other: TestInstance
  const seen: HandlerEvent[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    hub = await createEventHubBed(bed)
    instance = await hub.startInstance({
      environment: {
        EVENT_TYPES: JSON.stringify({ [TYPE]: OUR_TYPE, 'sap.example.unused.v1': 'unused' }),
        WEBHOOK_ORIGINS: 'hub.example.com, https://other.example.com',
      },
      handlers: { seen: { on: OUR_TYPE, run: (event) => void seen.push(event) } },
    })
    other = await bed.startInstance()
  })
  afterAll(async () => {
    await hub.close()
    await bed.stop()
  })

  const post = (path: string, token: string, type: string, body: unknown, headers = {}) =>
    request(instance.url)
      .post(path)
      .set('Authorization', `Bearer ${token}`)
      .set('Content-Type', type)
      .set(headers)
      .send(typeof body === 'string' ? body : JSON.stringify(body))
  const toHub = async (type: string, body: unknown, headers = {}) =>
    post(WEBHOOK, await hub.token(), type, body, headers)
  const seenOf = async (id: string) => {
    const found = () => seen.find((event) => event.param('id') === id)
    await settledOrTimeout(() => found() !== undefined, `the handler to have ${id}`)
    return found() as HandlerEvent
  }
  const stored = async (answer: request.Response) => {
    const rows = await bed.rows(
      `select e.type, e.event_id as "eventId", ${openedText('subject', 's', 'key')} as key, e.duplicate_of is not null as repeat
       from event e join subject s on s.id = e.subject_id where e.message_id = $1 order by e.ordinal`,
      answer.headers.sap_messageprocessinglogid,
    )
    return rows
  }
  const count = async (table: string) =>
    (await bed.db.query(`select count(*)::int as n from ${table}`)).rows[0].n as number

  describe('of Event Hub', () => {
    it.each<[string, string, () => [unknown, Record<string, string>]]>([
      ['structured', STRUCTURED, () => [cloudEvent('k1'), {}]],
      [
        'binary',
        'application/json',
        () => {
          const event = cloudEvent('k1')
          return [{ data: event.data, note: 'n' }, headersOf(event)]
        },
      ],
      ['in a batch', BATCH, () => [[cloudEvent('k1')], {}]],
    ])('%s, are taken, answered in JSON and handed over', async (_mode, type, make) => {
      const [body, headers] = make()
      const answer = await toHub(type, body, headers)
      expect([answer.status, answer.body]).toEqual([
        200,
        { message: 'OK', messageId: answer.headers.sap_messageprocessinglogid },
      ])
      expect(await stored(answer)).toEqual([
        { type: OUR_TYPE, eventId: `/eu/example/HARBOUR|e-${next}`, key: 'k1', repeat: false },
      ])
      const had = await seenOf(`e-${next}`)
      expect([had.key('userId'), had.param('type')]).toEqual(['k1', TYPE])
    })

    it.each<[string, Record<string, unknown>, number, string]>([
      ['another azp', { azp: 'other', sub: 'other' }, 403, 'caller_path'],
      [
        'another azp with the right scope',
        { azp: 'o', sub: 'o', ias_apis: ['Ingest'] },
        403,
        'caller_path',
      ],
      ['the azp alone in part', { azp: `${HUB}x`, sub: `${HUB}x` }, 403, 'caller_path'],
      ['a person', { sap_id_type: 'user', sub: 'jane' }, 403, 'user_token_not_allowed'],
      ['another audience', { aud: 'other' }, 401, 'token_audience'],
    ])('%s is refused', async (_what, changes, status, code) => {
      const before = await count('message')
      const answer = await post(WEBHOOK, await hub.token(changes), STRUCTURED, cloudEvent('x'))
      expect([answer.status, answer.body.error.code]).toEqual([status, code])
      expect(await count('message')).toBe(before)
    })

    it('a client of another issuer is refused, and Event Hub has no grant elsewhere', async () => {
      const sender = await bed.token()
      await post(WEBHOOK, sender, STRUCTURED, cloudEvent('x')).expect(403)
      await post(OWN_PATH, await hub.token(), STRUCTURED, cloudEvent('x')).expect(403)
      await request(instance.url)
        .get('/operations/v1/messages')
        .set('Authorization', `Bearer ${await hub.token()}`)
        .expect(403)
    })

    it('have no address where it is not bound', async () => {
      await request(other.url).post(WEBHOOK).expect(404)
    })

    it('a body that is none is kept', async () => {
      const answer = await toHub('application/json', { userId: 'k1' })
      expect([answer.status, answer.body.error.code]).toEqual([400, 'cloudevent_invalid'])
      const { rows } = await bed.db.query('select state, error_code from message where id = $1', [
        answer.body.messageId,
      ])
      expect(rows).toEqual([{ state: 'undecodable', error_code: 'cloudevent_invalid' }])
    })
  })

  describe('of any sender', () => {
    const send = async (type: string, body: unknown, headers = {}) =>
      post(OWN_PATH, await bed.token(), type, body, headers)

    it('are recognised by source and id, whatever their type', async () => {
      const event = cloudEvent('k2')
      expect(await stored(await send(STRUCTURED, event))).toMatchObject([{ repeat: false }])
      const again = { ...event, traceparent: '00-2', time: '2026-11-29T10:00:00Z' }
      expect(await stored(await send(STRUCTURED, again))).toMatchObject([{ repeat: true }])
      const elsewhere = { ...event, source: '/eu/example/OTHER' }
      expect(await stored(await send(STRUCTURED, elsewhere))).toMatchObject([{ repeat: false }])
    })

    it('are not unwrapped', async () => {
      const event = cloudEvent('k3')
      await send('application/json', { data: { userId: 'k3' } }, headersOf(event))
      const had = await seenOf(event.id)
      expect(had.key('userId')).toBeNull()
      expect(had.payload).toBe('{"data":{"userId":"k3"}}')
    })

    it('in binary mode are read again with the headers that they came with', async () => {
      const event = cloudEvent('k4', { subject: 'J%C3%BCrgen' })
      const answer = await send('text/xml', '<h><userId>k4</userId></h>', headersOf(event))
      expect(answer.body).toMatchObject({ status: 0 })
      const id = answer.headers.sap_messageprocessinglogid as string
      const shown = await instance.get(`/messages/${id}?reveal=true`).expect(200)
      expect(shown.body).toMatchObject({ contract: 'cloudevents', format: 'xml' })
      expect(shown.body.events[0].content).toMatchObject({ type: OUR_TYPE })
      expect(shown.body.events[0].content.params).toContainEqual({
        name: 'subject',
        value: 'Jürgen',
      })
      const { rows } = await bed.db.query('select hints from message where id = $1', [id])
      expect(rows[0].hints.types).toEqual({ [TYPE]: OUR_TYPE })
    })

    it('without data are events, not empty calls', async () => {
      const answer = await send(
        'application/json',
        '',
        headersOf(cloudEvent('x', { subject: 's' })),
      )
      expect(await stored(answer)).toMatchObject([{ key: '[null,[["subject","s"]]]' }])
    })

    it('without a required attribute are kept, and answered in JSON', async () => {
      const { 'ce-id': _, ...headers } = headersOf(cloudEvent('x'))
      const answer = await send('text/xml', '<a/>', headers)
      expect([answer.status, answer.body.error.code]).toEqual([400, 'cloudevent_invalid'])
    })
  })

  describe('before they are sent: OPTIONS', () => {
    const ask = (origin: string, path = OWN_PATH) =>
      request(instance.url)
        .options(path)
        .set('WebHook-Request-Origin', origin)
        .set('WebHook-Request-Callback', `${instance.url}/health/live?called`)
        .set('WebHook-Request-Rate', '120')
        .set('x-correlation-id', 'preflight')

    it('answers configured origins without a token, and stores nothing', async () => {
      const messages = await count('message')
      for (const path of [OWN_PATH, `${OWN_PATH}/ACME`, WEBHOOK]) {
        const { headers } = await ask('Hub.Example.com', path).expect(200)
        expect(headers['webhook-allowed-origin']).toBe('hub.example.com')
        expect(headers['webhook-allowed-rate']).toBe('*')
      }
      await ask('https://other.example.com').expect(200)
      expect(await count('message')).toBe(messages)
      await post(OWN_PATH, 'none', 'text/xml', '', { 'x-correlation-id': 'later' }).expect(401)
      const refusals = () =>
        bed.rows(`select correlation_id as id from refusal
          where correlation_id in ('preflight', 'later')`)
      await settledOrTimeout(async () => (await refusals()).length > 0, 'the later refusal')
      expect(await refusals()).toEqual([{ id: 'later' }])
      expect(instance.log.join('')).not.toContain('called')
    })

    it.each(['hub.example.com.evil.example', 'sub.hub.example.com', '*', 'hub.example.co'])(
      'refuses %s',
      async (origin) => {
        const answer = await ask(origin).expect(403)
        expect(answer.headers).not.toHaveProperty('webhook-allowed-origin')
        expect(answer.headers).not.toHaveProperty('webhook-allowed-rate')
      },
    )

    it('allows no origin by default, and a call of its own kind needs a token', async () => {
      await request(other.url)
        .options(OWN_PATH)
        .set('WebHook-Request-Origin', 'hub.example.com')
        .expect(403)
      await request(instance.url).options(OWN_PATH).expect(401)
    })
  })
})
