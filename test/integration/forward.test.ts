import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { CloudEvent, HTTP } from 'cloudevents'
import { decodeJwt } from 'jose'
import { settledOrTimeout } from '../support/eventually.ts'
import { answers, createReadyMadeBed, type ReadyMadeBed } from '../support/ready-made-bed.ts'
import { soapMessage } from '../support/soap-message.ts'

let readyMade: ReadyMadeBed
beforeAll(async () => {
  readyMade = await createReadyMadeBed()
})
afterEach(() => readyMade.bed.settled())
afterAll(() => readyMade.stop())

describe('forward', () => {
  it('passes a message on as it came, with a token of its own', async () => {
    readyMade.answer = answers(202)
    const body = await readFile('test/fixtures/messages/v2-hire.ns7.xml')
    const id = await readyMade.post(body, 'text/xml; charset="utf-8"')
    await readyMade.bed.settled()
    const [call, ...others] = readyMade.sent(id, '/http/events')
    expect(others).toEqual([])
    expect(call).toMatchObject({
      method: 'POST',
      url: '/http/events',
      body: body.toString(),
      headers: { 'content-type': 'text/xml; charset="utf-8"', soapaction: '""' },
    })
    const token = call?.headers.authorization?.replace('Bearer ', '') ?? ''
    expect(decodeJwt(token).client_id).toBe('operator')
    expect(await readyMade.deliveries(id, 'iflow')).toMatchObject([
      { state: 'completed', attempts: 1 },
    ])
  })

  it('passes JSON on as it came', async () => {
    readyMade.answer = answers(200)
    const body = '{ "employeeId": "80042",  "big": 9007199254740993 }'
    const id = await readyMade.post(body, 'application/json', '?type=com.example.Left')
    await readyMade.bed.settled()
    expect(readyMade.sent(id, '/http/events')).toMatchObject([
      { body, headers: { 'content-type': 'application/json' } },
    ])
  })

  it.each(['binary', 'structured'] as const)('passes a CloudEvent on in %s mode', async (mode) => {
    readyMade.answer = answers(202)
    const event = new CloudEvent({
      id: `e-${mode}`,
      source: '/eu/example/HARBOUR',
      type: 'com.example.Hired',
      subject: '80043',
      datacontenttype: 'application/json',
      data: { userId: '80043' },
    })
    const { headers, body } = HTTP[mode](event)
    const { 'content-type': type, ...others } = headers as Record<string, string>
    const id = await readyMade.post(String(body), type, '', others)
    await readyMade.bed.settled()
    const [call] = readyMade.sent(id, '/http/events')
    const passed = HTTP.toEvent({ headers: call?.headers ?? {}, body: call?.body })
    expect(passed).toMatchObject(event.toJSON())
  })

  it('passes each event of a message on by itself', async () => {
    readyMade.answer = answers(200)
    const id = await readyMade.post(
      soapMessage([{ userId: 'f-1' }, { userId: 'f-2' }, { userId: 'f-3' }]),
    )
    await readyMade.bed.settled()
    const bodies = readyMade.sent(id, '/http/events').map(({ body }) => body.match(/<value>f-\d/g))
    expect(bodies.sort()).toEqual([['<value>f-1'], ['<value>f-2'], ['<value>f-3']])
    const keys = new Set(
      readyMade.sent(id, '/http/events').map(({ headers }) => headers['idempotency-key']),
    )
    expect(keys.size).toBe(3)
  })

  it('tries again with the same key, and holds the later events of the employee back', async () => {
    let refusals = 2
    readyMade.answer = ({ url }, response) => {
      const isDown = url === '/http/events' && refusals-- > 0
      response.writeHead(isDown ? 503 : 200).end()
    }
    const first = await readyMade.post(soapMessage([{ userId: 'g-1' }]))
    const second = await readyMade.post(soapMessage([{ userId: 'g-1' }]))
    await readyMade.bed.settled()
    const order = readyMade.target.calls.filter(
      ({ url, body }) => url === '/http/events' && body.includes('g-1'),
    )
    const keys = order.map(({ headers }) => String(headers['idempotency-key']))
    expect(keys.map((key) => key.slice(0, 36))).toEqual([first, first, first, second])
    expect(new Set(keys).size).toBe(2)
    expect(await readyMade.deliveries(first, 'iflow')).toMatchObject([
      { state: 'completed', attempts: 3 },
    ])
  })

  it('fails at once where the target refuses it for good', async () => {
    readyMade.answer = ({ url }, response) =>
      response.writeHead(url === '/http/events' ? 422 : 200).end()
    const id = await readyMade.post(soapMessage([{ userId: 'h-1' }]))
    await settledOrTimeout(
      async () => (await readyMade.deliveries(id, 'iflow'))[0]?.state === 'failed',
      'the delivery to fail',
    )
    expect(await readyMade.deliveries(id, 'iflow')).toMatchObject([
      { attempts: 1, reasonCode: 'rejected' },
    ])
  })

  it('rejects an edited event: there is no body with its form', async () => {
    const { rows } = await readyMade.bed.db.query<{ id: string; ordinal: number }>(
      `select d.message_id as id, d.ordinal from delivery d join handler h on h.id = d.handler_id
       where d.state = 'failed' and h.name = 'iflow'`,
    )
    const { id = '' } = rows[0] ?? {}
    const before = readyMade.sent(id, '/http/events').length
    readyMade.answer = answers(200)
    const response = await fetch(
      `${readyMade.instance.url}/operations/v1/deliveries/${id}/0/iflow/0/actions/edit`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await readyMade.bed.token('operator')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ event: { type: 'com.example.Changed' } }),
      },
    )
    expect(response.status).toBe(200)
    await settledOrTimeout(
      async () => (await readyMade.deliveries(id, 'iflow'))[0]?.attempts === 2,
      'the edited delivery to be tried',
    )
    await readyMade.bed.settled()
    expect(await readyMade.deliveries(id, 'iflow')).toMatchObject([
      { state: 'failed', reasonCode: 'rejected' },
    ])
    expect(readyMade.sent(id, '/http/events')).toHaveLength(before)
  })
})
