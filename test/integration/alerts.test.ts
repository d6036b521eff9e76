import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { type HandlerDefinition, reject, targetDown } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const LANES = 12

const handlers: Readonly<Record<string, HandlerDefinition>> = {
  failing: {
    on: '*',
    run: (event) => {
      const user = event.key('userId') ?? ''
      if (user.startsWith('person-bad')) reject(`nobody wants ${user}`)
    },
  },
  calling: {
    on: '*',
    retry: { attempts: 20, firstDelayMs: 60_000 },
    run: (event) => {
      if (event.key('userId')?.startsWith('person-far')) targetDown('no answer from person-far')
    },
  },
}
const gone: HandlerDefinition = {
  on: '*',
  retry: { attempts: 20, firstDelayMs: 60_000 },
  run: () => {
    throw new Error('not yet')
  },
}

interface Told {
  readonly eventType: string
  readonly severity: string
  readonly subject: string
  readonly tags: Readonly<Record<string, string>>
}

describe('alerts of an installation', () => {
  let bed: TestBed
  let webhook: FakeReceiver
  let first: TestInstance
  let token: string
  let status = 503

  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
    webhook = await startFakeReceiver(() => ({ status }))
    const before = await bed.startInstance({ handlers: { gone } })
    await sendEvents(before, token, ['person-waiting'])
    await before.stop()
    await bed.db.query(`update handler set last_seen_at = now() - interval '1 hour'`)
    const environment = {
      ALERT_WEBHOOK_URL: `${webhook.url}/cf/producer/v1/resource-events`,
      ALERT_WEBHOOK_CLIENT_ID: 'teller',
      ALERT_WEBHOOK_CLIENT_SECRET: 'a secret: of ours',
      PUBLIC_URL: 'https://events.example.com',
    }
    first = await bed.startInstance({ handlers, environment })
    await bed.startInstance({ handlers, environment })
  }, 60_000)
  afterAll(async () => {
    await bed.stop()
    await webhook.close()
  })

  /** One round of looking and telling, by whichever instance comes first. */
  const round = async () => {
    await bed.db.query(`update job set due_at = '-infinity' where name = 'alerts'`)
    const soon = `due_at > now() and due_at < now() + interval '1 minute'`
    await bed.found(1, `select from job where name = 'alerts' and ${soon}`)
  }
  const alerts = async () =>
    (await bed.db.query('select * from alert order by kind')).rows as Record<string, unknown>[]
  const told = (ended = false): Told[] =>
    webhook.calls
      .map(({ body }) => JSON.parse(body) as Told)
      .filter(({ tags }) => tags['ans:status'] === (ended ? 'CLOSE' : 'CREATE_OR_UPDATE'))
  const metric = async () => {
    const answer = await request(first.url)
      .get('/metrics')
      .set('Authorization', `Bearer ${await bed.token('operator')}`)
      .expect(200)
    return Object.fromEntries(
      [...answer.text.matchAll(/alerts_open\{kind="(\w+)"\} (\d+)/g)].map((found) =>
        found.slice(1),
      ),
    )
  }

  it('are opened once for all instances, and kept while the webhook is away', async () => {
    const people = (name: string, count: number) =>
      Array.from({ length: count }, (_, index) => `${name}-${index}`)
    await sendEvents(first, token, people('person-bad', LANES))
    // A success between them would end the row of faults that opens the circuit.
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(
        `select count(*)::int as completed from delivery join handler on handler.id = handler_id
         where name = 'calling' and delivery.state = 'completed'`,
      )
      return rows[0].completed >= LANES
    }, 'the calls for the first people')
    await sendEvents(first, token, people('person-far', 6))
    const post = (bearer: string, body: string) =>
      request(first.url)
        .post('/http/successfactors/events')
        .set({ Authorization: `Bearer ${bearer}`, 'Content-Type': 'text/xml' })
        .send(body)
    await post(token, '<person-unreadable/>').expect(400)
    for (let call = 0; call < 25; call += 1) await post('x.y.z', 'person').expect(401)
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select
        (select count(*)::int from lane where status = 'parked') as parked,
        (select count(*)::int from handler where circuit_opened_at is not null) as circuits,
        (select coalesce(sum(calls), 0)::int from refusal) as refused`)
      return rows[0].parked === LANES && rows[0].circuits === 1 && rows[0].refused >= 26
    }, 'everything to have gone wrong')
    await round()
    await round()
    expect(await alerts()).toMatchObject([
      { kind: 'circuit', about: 'calling', ended_at: null, notified_at: null },
      { kind: 'no_instance', about: 'gone', handler: 'gone', notified_at: null },
      { kind: 'parked', about: 'failing/rejected', count: LANES, notified_at: null },
      { kind: 'refusals', count: 26, code: 'token_malformed', notified_at: null },
      { kind: 'undecodable', code: 'not_an_external_event', count: 1, notified_at: null },
    ])
    expect(webhook.calls.length).toBeGreaterThan(0)
    // A round that came by itself may have called and not noted the failure yet.
    await settledOrTimeout(
      async () =>
        (await alerts()).reduce((sum, { failed_notices }) => sum + Number(failed_notices), 0) ===
        webhook.calls.length,
      'each call to be noted as failed',
    )
    expect(await metric()).toEqual({
      circuit: '1',
      no_handler: '0',
      no_instance: '1',
      parked: '1',
      refusals: '1',
      silence: '0',
      silent_sender: '0',
      undecodable: '1',
    })
  }, 60_000)

  it('are sent once each when it is back, in the form of SAP Alert Notification', async () => {
    status = 202
    const failed = webhook.calls.length
    await bed.db.query('update alert set due_at = now()')
    for (let count = 0; count < 3; count += 1) await round()
    const now = webhook.calls.slice(failed)
    expect(now.map(({ body }) => JSON.parse(body).eventType).sort()).toEqual([
      'SfEventReceiverCircuitOpen',
      'SfEventReceiverHandlerMissing',
      'SfEventReceiverLaneParked',
      'SfEventReceiverRefusalsJumped',
      'SfEventReceiverUndecodable',
    ])
    const parked = now.find(({ body }) => body.includes('LaneParked'))
    expect(parked?.url).toBe('/cf/producer/v1/resource-events')
    const proof = Buffer.from('teller:a secret: of ours').toString('base64')
    expect(parked?.headers).toMatchObject({
      authorization: `Basic ${proof}`,
      'content-type': 'application/json',
    })
    expect(JSON.parse(parked?.body ?? '')).toEqual({
      eventType: 'SfEventReceiverLaneParked',
      eventTimestamp: expect.any(Number),
      severity: 'ERROR',
      category: 'ALERT',
      subject: `failing: ${LANES} lanes parked (rejected)`,
      body: expect.stringContaining('fix the cause, then replay'),
      tags: {
        'ans:sourceEventId': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'ans:correlationId': expect.stringMatching(/^[0-9a-f-]{36}$/),
        'ans:status': 'CREATE_OR_UPDATE',
        'ans:detailsLink': 'https://events.example.com/monitor/parked',
        kind: 'parked',
        count: String(LANES),
        handler: 'failing',
        code: 'rejected',
      },
      resource: {
        resourceName: 'sf-event-receiver',
        resourceType: 'application',
        resourceInstance: '0',
        tags: {},
      },
    })
  }, 60_000)

  it('grow without another word', async () => {
    const before = webhook.calls.length
    await sendEvents(first, token, ['person-bad-more'])
    await bed.found(LANES + 1, `select from lane where status = 'parked'`)
    await round()
    expect(await alerts()).toContainEqual(
      expect.objectContaining({ kind: 'parked', count: LANES + 1 }),
    )
    expect(webhook.calls.length).toBe(before)
  }, 60_000)

  it('end, and say so under the same id, when it is over for a while', async () => {
    const skip = await first.post('/deliveries/actions/skip', {
      filter: { handler: 'failing' },
      comment: 'not wanted',
    })
    expect(skip.status).toBe(202)
    await bed.found(0, `select from lane where status = 'parked'`)
    await bed.db.query('update handler set probe_at = now() where circuit_opened_at is not null')
    await bed.found(0, 'select from handler where circuit_opened_at is not null')
    await round()
    const [parked] = (await alerts()).filter(({ kind }) => kind === 'parked')
    expect(parked).toMatchObject({ ended_at: null, absent_since: expect.any(Date) })
    await bed.db.query(
      `update alert set absent_since = absent_since - interval '1 hour' where absent_since is not null`,
    )
    await round()
    await round()
    // The circuit has closed, too: what parked above was done well by the other handler.
    const ends = told(true)
    expect(ends.map(({ eventType }) => eventType).sort()).toEqual([
      'SfEventReceiverCircuitOpen',
      'SfEventReceiverLaneParked',
    ])
    expect(ends.find(({ tags }) => tags.kind === 'parked')).toMatchObject({
      severity: 'INFO',
      subject: `Ended: failing: ${LANES + 1} lanes parked (rejected)`,
      tags: { 'ans:sourceEventId': parked?.id },
    })
    expect((await metric()).parked).toBe('0')
  }, 60_000)

  it('say nothing about anybody, there and in the log', () => {
    const text = webhook.calls.map(({ body, url }) => url + body).join()
    expect(text).toContain('SfEventReceiver')
    expect(text).not.toContain('person')
    const lines = first.log.join('')
    expect(lines).not.toContain('person')
    expect(lines).not.toContain(webhook.url)
    expect(lines).not.toContain('a secret')
  })
})
