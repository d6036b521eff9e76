import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { readConfig } from '../../lib/config/read-config.ts'
import { defineHandler } from '../../lib/handlers/define-handler.ts'
import { noticeOf } from '../../lib/jobs/alerts/notice.ts'
import { createAlertWatch } from '../../lib/jobs/alerts/watch.ts'
import { createWebhook } from '../../lib/jobs/alerts/webhook.ts'
import { createPool } from '../../lib/store/db/database.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import { withClock } from '../support/moved-clock.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const { application } = readConfig({})
const noticeOptions = { application, origin: 'https://events.example.com' }
const notice = noticeOf(
  {
    id: 'id',
    kind: 'silence',
    about: '',
    handler: null,
    code: null,
    count: 24,
    openedAt: new Date('2026-03-01T12:00:00.700Z'),
    absentSince: null,
    endedAt: null,
    notifiedAt: null,
    failedNotices: 0,
  },
  'opened',
  noticeOptions,
)

describe('the webhook', () => {
  let bed: TestBed
  let instance: TestInstance
  let receiver: FakeReceiver
  const statuses: number[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    // It records and leaves the alerts alone.
    instance = await bed.startInstance({
      environment: { ROLE: 'ingest' },
      handlers: { all: defineHandler({ on: '*', run: () => undefined }) },
    })
  })
  beforeEach(async () => {
    receiver = await startFakeReceiver(() => ({ status: statuses.shift() ?? 202 }))
  })
  afterEach(() => receiver.close())
  afterAll(() => bed.stop())

  it('is shown a token that it issues by client credentials, the same until it refuses it', async () => {
    const asked: string[] = []
    const { clientId, secret } = bed.authorizationServer.clients.successfactors
    const send = createWebhook(
      {
        url: receiver.url,
        auth: {
          kind: 'client-credentials',
          tokenUrl: bed.authorizationServer.tokenUrl,
          clientId,
          clientSecret: secret,
        },
      },
      (url, options) => {
        asked.push(url)
        return fetch(url, options)
      },
    )
    const fetched = () => asked.filter((url) => url !== receiver.url).length
    await send(notice)
    await send(notice)
    expect(fetched()).toBe(1)
    statuses.push(401)
    await expect(send(notice)).rejects.toMatchObject({ code: 'http_401' })
    await send(notice)
    expect(fetched()).toBe(2)
    for (const { headers } of receiver.calls) {
      expect(headers.authorization).toMatch(/^Bearer [\w-]+\.[\w-]+\.[\w-]+$/)
    }
  })

  it('is shown the token that was set, and its errors do not name it', async () => {
    const auth = { kind: 'bearer', token: 'set-token' } as const
    const send = createWebhook({ url: receiver.url, auth })
    await send(notice)
    expect(receiver.calls[0]?.headers.authorization).toBe('Bearer set-token')
    for (const status of [302, 400, 500]) {
      statuses.push(status)
      const error = await send(notice).then(
        () => null,
        (thrown) => thrown,
      )
      expect(error).toMatchObject({ code: `http_${status}` })
      expect(String(error.message)).not.toMatch(/set-token|127\.0\.0\.1/)
    }
  })

  it('gets one notice of silence for two instances, and one of its end', async () => {
    let at = Date.now()
    const pools = ['one', 'another'].map((name) =>
      createPool(
        { kind: 'socket', ...bed.database.connection },
        { name, max: 4, pipeline: true, onError: () => undefined },
      ),
    )
    const watches = pools.map((pool) =>
      createAlertWatch({
        ...noticeOptions,
        eventPaths: [],
        pool: withClock(pool, () => at),
        limits: { silenceMs: 24 * HOUR_MS, senderSilenceMs: HOUR_MS },
        send: createWebhook({ url: receiver.url, auth: { kind: 'none' } }),
        onOpened: () => undefined,
        onEnded: () => undefined,
        onNoticeFailed: (error) => {
          throw error
        },
      }),
    )
    const look = async () => {
      at += HOUR_MS
      await bed.db.query(`update job set due_at = '-infinity' where name = 'alerts'`)
      await Promise.all(watches.map((watch) => watch()))
    }
    await sendEvents(instance, await bed.token(), ['20001'])
    at += 22 * HOUR_MS
    await look()
    expect(receiver.calls).toEqual([])
    await look()
    await look()
    await look()
    const bodies = () => receiver.calls.map(({ body }) => JSON.parse(body))
    expect(bodies()).toMatchObject([
      {
        eventType: 'SfEventReceiverNothingArrived',
        severity: 'WARNING',
        subject: expect.stringMatching(/^no message for 2[45] hours$/),
        tags: { 'ans:detailsLink': 'https://events.example.com/monitor/connect' },
      },
    ])
    // Ids hold the time of this machine.
    at = Date.now()
    await sendEvents(instance, await bed.token(), ['20001'])
    await look()
    await look()
    await look()
    expect(bodies().map(({ severity, tags }) => [severity, tags['ans:status']])).toEqual([
      ['WARNING', 'CREATE_OR_UPDATE'],
      ['INFO', 'CLOSE'],
    ])
    await Promise.all(pools.map((pool) => pool.end()))
  })

  it('gets notices of alerts that began before its configuration, unless they had ended', async () => {
    await bed.db.query('delete from alert')
    let at = Date.now()
    const pool = createPool(
      { kind: 'socket', ...bed.database.connection },
      { name: 'late', max: 4, pipeline: true, onError: () => undefined },
    )
    const watchWith = (send: ReturnType<typeof createWebhook> | null) =>
      createAlertWatch({
        ...noticeOptions,
        eventPaths: [],
        pool: withClock(pool, () => at),
        limits: { silenceMs: 24 * HOUR_MS, senderSilenceMs: HOUR_MS },
        send,
        onOpened: () => undefined,
        onEnded: () => undefined,
        onNoticeFailed: (error) => {
          throw error
        },
      })
    const unheard = watchWith(null)
    const heard = watchWith(createWebhook({ url: receiver.url, auth: { kind: 'none' } }))
    // The silence stays at the same number of hours: nothing about it is new to the webhook.
    const look = async (watch: typeof heard) => {
      at += 2 * MINUTE_MS
      await bed.db.query(`update job set due_at = '-infinity' where name = 'alerts'`)
      await watch()
    }
    const statuses = () =>
      receiver.calls.map(({ body }) => JSON.parse(body).tags['ans:status'] as string)

    // The first is over before anybody listens, the second goes on.
    await sendEvents(instance, await bed.token(), ['20002'])
    at += 24 * HOUR_MS
    await look(unheard)
    at = Date.now()
    await sendEvents(instance, await bed.token(), ['20003'])
    await look(unheard)
    await look(heard)
    await look(heard)
    expect(statuses()).toEqual([])
    expect((await bed.db.query('select 1 from alert where ended_at is not null')).rowCount).toBe(1)

    at += 24 * HOUR_MS
    await look(unheard)
    await look(heard)
    await look(heard)
    expect(statuses()).toEqual(['CREATE_OR_UPDATE'])
    at = Date.now()
    await sendEvents(instance, await bed.token(), ['20004'])
    await look(heard)
    await look(heard)
    await look(heard)
    expect(statuses()).toEqual(['CREATE_OR_UPDATE', 'CLOSE'])
    await pool.end()
  })

  it('gets the start of an alert in seconds', () => {
    expect(notice.eventTimestamp).toBe(Date.parse('2026-03-01T12:00:00Z') / 1_000)
  })
})
