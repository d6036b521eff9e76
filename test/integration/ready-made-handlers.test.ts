import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { CloudEvent, HTTP } from 'cloudevents'
import { decodeJwt } from 'jose'
import { discoverHandlers } from '../../lib/handlers/discover-handlers.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import {
  type ReceivedCall,
  type RecordingTarget,
  startRecordingTarget,
} from '../support/recording-target.ts'
import { HIRE, soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

type Answer = (call: ReceivedCall, response: ServerResponse) => void

const NO_PAUSE = { firstDelayMs: 0, maxDelayMs: 0 }
const answers =
  (status: number): Answer =>
  (_call, response) =>
    response.writeHead(status).end()

let bed: TestBed
let target: RecordingTarget
let instance: TestInstance
let folder: string
let answer: Answer
beforeAll(async () => {
  bed = await createTestBed()
  folder = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-ready-made-'))
  target = await startRecordingTarget((call, response) => answer(call, response))
  const { tokenUrl, clients } = bed.authorizationServer
  await writeFile(path.join(folder, 'iflow.json'), json({ use: 'forward', path: '/http/events' }))
  await writeFile(
    path.join(folder, 'structured.json'),
    json({ use: 'publish', path: '/structured' }),
  )
  await writeFile(
    path.join(folder, 'binary.json'),
    json({ use: 'publish', path: '/binary?sink=1', mode: 'binary', source: '/hr' }),
  )
  const found = await discoverHandlers(folder)
  instance = await bed.startInstance({
    handlers: Object.fromEntries(found.map(({ name, definition }) => [name, definition])),
    environment: {
      DESTINATIONS: JSON.stringify({
        target: {
          url: target.url,
          authentication: 'OAuth2ClientCredentials',
          tokenServiceURL: tokenUrl,
          clientId: 'operator',
          clientSecret: clients.operator.secret,
        },
      }),
    },
  })
})
afterEach(() => bed.settled())
afterAll(async () => {
  await bed.stop()
  await target.close()
  await rm(folder, { recursive: true, force: true })
})

function json(settings: object): string {
  return JSON.stringify({ destination: 'target', on: '*', retry: NO_PAUSE, ...settings })
}

/** @returns the id of the message */
async function post(
  body: string | Buffer,
  type = 'text/xml;charset=UTF-8',
  query = '',
  headers: Readonly<Record<string, string>> = {},
): Promise<string> {
  const response = await fetch(`${instance.url}/http/successfactors/events/ACME${query}`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${await bed.token()}`, 'content-type': type },
    body,
  })
  expect(response.status).toBe(200)
  return response.headers.get('SAP_MessageProcessingLogID') ?? ''
}
/** What a handler sent for a message, by the path of its target. */
const sent = (messageId: string, url: string) =>
  target.calls.filter(
    (call) =>
      call.url.startsWith(url) && String(call.headers['idempotency-key']).startsWith(messageId),
  )
const deliveries = async (messageId: string, handler: string) => {
  const { rows } = await bed.db.query<{
    state: string
    attempts: number
    reasonCode: string | null
  }>(
    `select d.state, d.attempts_started as attempts, d.reason_code as "reasonCode" from delivery d join handler h on h.id = d.handler_id
     where d.message_id = $1 and h.name = $2 order by d.ordinal, d.run`,
    [messageId, handler],
  )
  return rows
}

describe('forward', () => {
  it('passes a message on as it came, with a token of its own', async () => {
    answer = answers(202)
    const body = await readFile('test/fixtures/messages/v2-hire.ns7.xml')
    const id = await post(body, 'text/xml; charset="utf-8"')
    await bed.settled()
    const [call, ...others] = sent(id, '/http/events')
    expect(others).toEqual([])
    expect(call).toMatchObject({
      method: 'POST',
      url: '/http/events',
      body: body.toString(),
      headers: { 'content-type': 'text/xml; charset="utf-8"', soapaction: '""' },
    })
    const token = call?.headers.authorization?.replace('Bearer ', '') ?? ''
    expect(decodeJwt(token).client_id).toBe('operator')
    expect(await deliveries(id, 'iflow')).toMatchObject([{ state: 'completed', attempts: 1 }])
  })

  it('passes JSON on as it came', async () => {
    answer = answers(200)
    const body = '{ "employeeId": "80042",  "big": 9007199254740993 }'
    const id = await post(body, 'application/json', '?type=com.example.Left')
    await bed.settled()
    expect(sent(id, '/http/events')).toMatchObject([
      { body, headers: { 'content-type': 'application/json' } },
    ])
  })

  it.each(['binary', 'structured'] as const)('passes a CloudEvent on in %s mode', async (mode) => {
    answer = answers(202)
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
    const id = await post(String(body), type, '', others)
    await bed.settled()
    const [call] = sent(id, '/http/events')
    const passed = HTTP.toEvent({ headers: call?.headers ?? {}, body: call?.body })
    expect(passed).toMatchObject(event.toJSON())
  })

  it('passes each event of a message on by itself', async () => {
    answer = answers(200)
    const id = await post(soapMessage([{ userId: 'f-1' }, { userId: 'f-2' }, { userId: 'f-3' }]))
    await bed.settled()
    const bodies = sent(id, '/http/events').map(({ body }) => body.match(/<value>f-\d/g))
    expect(bodies.sort()).toEqual([['<value>f-1'], ['<value>f-2'], ['<value>f-3']])
    const keys = new Set(sent(id, '/http/events').map(({ headers }) => headers['idempotency-key']))
    expect(keys.size).toBe(3)
  })

  it('tries again with the same key, and holds the later events of the employee back', async () => {
    let refusals = 2
    answer = ({ url }, response) => {
      const isDown = url === '/http/events' && refusals-- > 0
      response.writeHead(isDown ? 503 : 200).end()
    }
    const first = await post(soapMessage([{ userId: 'g-1' }]))
    const second = await post(soapMessage([{ userId: 'g-1' }]))
    await bed.settled()
    const order = target.calls.filter(
      ({ url, body }) => url === '/http/events' && body.includes('g-1'),
    )
    const keys = order.map(({ headers }) => String(headers['idempotency-key']))
    expect(keys.map((key) => key.slice(0, 36))).toEqual([first, first, first, second])
    expect(new Set(keys).size).toBe(2)
    expect(await deliveries(first, 'iflow')).toMatchObject([{ state: 'completed', attempts: 3 }])
  })

  it('fails at once where the target refuses it for good', async () => {
    answer = ({ url }, response) => response.writeHead(url === '/http/events' ? 422 : 200).end()
    const id = await post(soapMessage([{ userId: 'h-1' }]))
    await settledOrTimeout(
      async () => (await deliveries(id, 'iflow'))[0]?.state === 'failed',
      'the delivery to fail',
    )
    expect(await deliveries(id, 'iflow')).toMatchObject([{ attempts: 1, reasonCode: 'rejected' }])
  })

  it('rejects an edited event: there is no body with its form', async () => {
    const { rows } = await bed.db.query<{ id: string; ordinal: number }>(
      `select d.message_id as id, d.ordinal from delivery d join handler h on h.id = d.handler_id
       where d.state = 'failed' and h.name = 'iflow'`,
    )
    const { id = '' } = rows[0] ?? {}
    const before = sent(id, '/http/events').length
    answer = answers(200)
    const response = await fetch(
      `${instance.url}/operations/v1/deliveries/${id}/0/iflow/0/actions/edit`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await bed.token('operator')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ event: { type: 'com.example.Changed' } }),
      },
    )
    expect(response.status).toBe(200)
    await settledOrTimeout(
      async () => (await deliveries(id, 'iflow'))[0]?.attempts === 2,
      'the edited delivery to be tried',
    )
    await bed.settled()
    expect(await deliveries(id, 'iflow')).toMatchObject([
      { state: 'failed', reasonCode: 'rejected' },
    ])
    expect(sent(id, '/http/events')).toHaveLength(before)
  })
})

describe('publish', () => {
  it.each([
    ['/structured', 'application/cloudevents+json', '/successfactors/ACME'],
    ['/binary', 'application/json', '/hr'],
  ])('sends a CloudEvent that the CNCF library reads: %s', async (url, type, source) => {
    answer = answers(204)
    const id = await post(soapMessage([{ userId: 'Ü 7', publishedAt: 1_790_000_000_000 }]))
    await bed.settled()
    const [call, ...others] = sent(id, url)
    expect(others).toEqual([])
    expect(call?.headers['content-type']).toBe(type)
    const { headers = {}, body = '' } = call ?? {}
    const event = HTTP.toEvent({ headers, body }) as unknown as Record<string, unknown>
    expect(event).toMatchObject({
      specversion: '1.0',
      id: headers['idempotency-key'],
      source,
      type: HIRE,
      time: '2026-09-21T14:13:20.000Z',
      company: 'ACME',
      messageid: id,
      data: { entityType: 'EmpJob', keys: { userId: 'Ü 7', startDate: '2026-01-01' } },
    })
    const subject = url === '/binary' ? decodeURIComponent(String(event.subject)) : event.subject
    expect(subject).toBe('Ü 7')
  })

  it('has the same id however often it is tried, and another one when it is run again', async () => {
    let refusals = 2
    answer = ({ url }, response) => {
      const isDown = url === '/structured' && refusals-- > 0
      response.writeHead(isDown ? 500 : 200).end()
    }
    const id = await post(soapMessage([{ userId: 'i-1' }]))
    await bed.settled()
    const ids = () => sent(id, '/structured').map(({ body }) => JSON.parse(body).id)
    expect(ids()).toHaveLength(3)
    expect(new Set(ids()).size).toBe(1)
    await fetch(`${instance.url}/operations/v1/deliveries/${id}/0/structured/0/actions/rerun`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await bed.token('operator')}`,
        'content-type': 'application/json',
      },
      body: '{}',
    })
    await settledOrTimeout(() => ids().length === 4, 'the re-run')
    expect(ids().at(-1)).toBe(`${ids()[0]}:r1`)
  })

  it('stands in the list of handlers like any other', async () => {
    const response = await fetch(`${instance.url}/operations/v1/handlers`, {
      headers: { authorization: `Bearer ${await bed.token('operator')}` },
    })
    const { items } = (await response.json()) as { items: { name: string; state: string }[] }
    expect(items.map(({ name, state }) => [name, state]).sort()).toEqual([
      ['binary', 'running'],
      ['iflow', 'running'],
      ['structured', 'running'],
    ])
  })
})
