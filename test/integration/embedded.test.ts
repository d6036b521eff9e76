import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import express from 'express'
import request from 'supertest'
import { createReceiver, defineHandler, type Receiver } from '../../srv/index.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const EVENTS = '/http/successfactors/events'

describe('the service inside an Express server of a team', () => {
  let bed: TestBed
  let dataDir: string
  let server: Server
  let receiver: Receiver
  const seen: (string | null)[] = []
  const lines: string[] = []
  beforeAll(async () => {
    bed = await createTestBed()
    dataDir = await mkdtemp(path.join(tmpdir(), 'sf-event-receiver-embedded-'))
    const welcome = defineHandler({ on: '*', run: (event) => void seen.push(event.key('userId')) })
    receiver = createReceiver({
      handlers: { welcome },
      database: bed.database.url,
      settings: {
        DATA_DIR: dataDir,
        VCAP_SERVICES: JSON.stringify({
          xsuaa: [{ name: 'local', credentials: bed.authorizationServer.xsuaaCredentials }],
        }),
      },
      onLog: (line) => void lines.push(line),
    })
    const app = express()
    app.use(receiver.router)
    app.use(express.json())
    app.post('/own', ({ body }, response) => void response.json({ own: body.a }))
    app.get('/monitoring', (_request, response) => void response.send('own'))
    server = createServer(app).listen(0, '127.0.0.1')
  })
  afterAll(async () => {
    await receiver.stop()
    server.close()
    await bed.stop()
    await rm(dataDir, { recursive: true, force: true })
  })
  afterEach(() => {
    seen.length = 0
  })

  const send = async (userId: string) =>
    request(server)
      .post(`${EVENTS}/ACME`)
      .set('authorization', `Bearer ${await bed.token()}`)
      .set('content-type', 'text/xml')
      .send(soapMessage([{ userId }]))
  const ownRoutes = async () => {
    await request(server).post('/own').send({ a: 1 }).expect(200, { own: 1 })
    await request(server).get('/monitoring').expect(200, 'own')
    await request(server).get('/other').expect(404)
  }

  it('asks the sender to wait before it has started', async () => {
    await ownRoutes()
    const { status, headers, body } = await send('a')
    expect([status, headers['retry-after'], body.error.code]).toEqual([503, '5', 'not_started'])
  })

  it('takes events, runs handlers, and leaves the other routes alone', async () => {
    await Promise.all([receiver.start(), receiver.start()])
    expect((await send('a')).status).toBe(200)
    await bed.settled()
    expect(seen).toEqual(['a'])
    await ownRoutes()
    await request(server).get('/health/ready').expect(200)
    const operator = `Bearer ${await bed.token('operator')}`
    const shown = request(server).get('/operations/v1/handlers').set('authorization', operator)
    expect((await shown.expect(200)).body.items).toMatchObject([{ name: 'welcome' }])
    await settledOrTimeout(
      () => lines.some((line) => line.includes('attempt ended')),
      'the line of the attempt',
    )
  })

  it('stops, and can start again', async () => {
    await receiver.stop()
    expect((await send('b')).status).toBe(503)
    await ownRoutes()
    await receiver.start()
    expect((await send('b')).status).toBe(200)
    await bed.settled()
    expect(seen).toEqual(['b'])
  })

  it('stops once for two callers, and a start meanwhile starts it again', async () => {
    await receiver.start()
    const stops = Promise.all([receiver.stop(), receiver.stop()])
    const again = receiver.start()
    await Promise.all([stops, again])
    expect((await send('c')).status).toBe(200)
    await Promise.all([receiver.stop(), receiver.stop()])
    await receiver.stop()
    expect((await send('d')).status).toBe(503)
  })

  it('has nothing to stop if its start fails', async () => {
    const failing = createReceiver({
      handlers: { broken: defineHandler({ on: '*', run: () => undefined, start: fail }) },
      database: bed.database.url,
      settings: { DATA_DIR: dataDir, LOCAL_TOKEN_PORT: '0' },
      onLog: () => undefined,
    })
    const start = failing.start()
    const stop = failing.stop()
    await expect(start).rejects.toMatchObject({ code: 'handler_start_failed' })
    await stop
  })

  it.each([
    [undefined, 'options: expected an object'],
    [{}, 'handlers: expected an object of handlers by their names'],
    [{ handlers: [] }, 'handlers: expected an object of handlers by their names'],
    [{ handler: {}, handlers: {} }, 'handler: there is no such option'],
    [{ handlers: {}, onLog: 'stdout' }, 'onLog: expected a function'],
    [{ handlers: {}, database: 5 }, 'database: expected postgres://'],
    [{ handlers: {}, settings: 'x' }, 'settings: expected an object'],
    [
      { handlers: {}, settings: { LOG_LEVL: 'x' } },
      'settings.LOG_LEVL: unknown, did you mean LOG_LEVEL?',
    ],
    [{ handlers: {}, settings: { port: '1' } }, 'settings.port: unknown, did you mean PORT?'],
    [{ handlers: {}, settings: { PORT: 4004 } }, 'settings.PORT: expected a string'],
    [{ handlers: {}, issuers: '[]' }, 'issuers: expected a list'],
  ])('refuses the options %j', (options, finding) => {
    expect(() => createReceiver(options as never)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: expect.stringContaining(finding),
      }),
    )
  })

  it('refuses wrong settings and handlers at once, with all mistakes', () => {
    const run = () => undefined
    const wrong = { Bad: defineHandler({ on: '*', run }), ok: { on: 'a', timeoutMs: 0, run } }
    expect(() => createReceiver({ handlers: wrong })).toThrow(/Bad: .*\n {2}ok: timeoutMs/)
    expect(() => createReceiver({ handlers: {}, database: 'mysql://x' })).toThrow(/DATABASE_URL/)
    const settings = { LOG_LEVL: 'x', RETENTION_DAY: '9', LOCAL_TOKEN_PORT: '0', BADGES_URL: 'own' }
    expect(() => createReceiver({ handlers: {}, settings })).toThrow(
      /LOG_LEVL: .*\n {2}settings.RETENTION_DAY: .* RETENTION_DAYS\?$/,
    )
    expect(() => createReceiver({ handlers: {}, issuers: [{ kind: 'x' }] })).toThrow(
      /TRUSTED_ISSUERS/,
    )
  })
})

function fail(): never {
  throw new Error('no such file')
}
