import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { readConfig } from '../../lib/config/read-config.ts'
import type { HandlerEvent } from '../../lib/handler.ts'
import { conditionsOf } from '../../lib/jobs/alerts/conditions-of.ts'
import { createAlertWatch } from '../../lib/jobs/alerts/watch.ts'
import { observe } from '../../lib/store/alerts/observe.ts'
import { createEventHubBed, type EventHubBed, HUB, WEBHOOK } from '../support/event-hub-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { HIRE, type SoapEvent } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const HUB_TYPE = 'sap.example.employee.Hired.v1'
const SILENCE_MS = 15 * 60_000
const OTHER_TYPE = 'com.example.Other'
const EVENT_HUB = { client: HUB, name: 'Event Hub', company: 'ACME' }
const BOTH = [EVENT_HUB, { client: 'successfactors', name: 'SuccessFactors', company: 'ACME' }]

describe('a change-over from one sender to another', () => {
  let bed: TestBed
  let hub: EventHubBed
  let instance: TestInstance
  let token: string
  let operator: string
  const seen: HandlerEvent[] = []
  const handlers = {
    seen: { on: '*' as const, run: (event: HandlerEvent) => void seen.push(event) },
  }
  let next = 0

  const start = async (environment: Record<string, string>) => {
    await instance?.stop()
    instance = await hub.startInstance({
      handlers,
      environment: {
        CALLERS: JSON.stringify(BOTH),
        EVENT_TYPES: JSON.stringify({ [HUB_TYPE]: HIRE }),
        ...environment,
      },
    })
  }
  beforeAll(async () => {
    bed = await createTestBed()
    hub = await createEventHubBed(bed)
    token = await bed.token()
    operator = await bed.token('operator')
    await start({ TYPE_SENDERS: JSON.stringify([{ type: HIRE, sender: 'Event Hub' }]) })
  })
  afterAll(async () => {
    await hub.close()
    await bed.stop()
  })

  const bySoap = (event: SoapEvent, type = HIRE) => sendEvents(instance, token, [event], type)
  const byHub = async (userId: string, changes: object = {}) => {
    const answer = await request(instance.url)
      .post(WEBHOOK)
      .set('Authorization', `Bearer ${await hub.token()}`)
      .set('Content-Type', 'application/cloudevents+json')
      .send(
        JSON.stringify({
          specversion: '1.0',
          id: `e-${++next}`,
          source: '/eu/example/ACME',
          type: HUB_TYPE,
          data: { userId },
          ...changes,
        }),
      )
      .expect(200)
    return answer.headers.sap_messageprocessinglogid as string
  }
  const operate = (path: string, body: object) =>
    request(instance.url)
      .post(`/operations/v1${path}`)
      .set('Authorization', `Bearer ${operator}`)
      .send(body)
  const read = async (path: string) => {
    const answer = await request(instance.url)
      .get(`/operations/v1${path}`)
      .set('Authorization', `Bearer ${operator}`)
      .expect(200)
    return answer.body
  }
  const statusOf = async (id: string) => (await read(`/messages/${id}`)).status as string
  const settled = async (id: string, status: string) => {
    await settledOrTimeout(async () => (await statusOf(id)) === status, `${id} to be ${status}`)
  }
  const eventsSeen = (userId: string) => seen.filter((event) => event.key('userId') === userId)
  const discarded = async (id: string) => {
    const { events, deliveries, status, discarded } = await read(`/messages/${id}`)
    return [status, discarded, events[0].discarded, events[0].handedOver, deliveries.length]
  }
  const silentSenders = async () => {
    const observed = await observe(bed.db, [], { senderSilenceMs: SILENCE_MS })
    return conditionsOf(observed, { silenceMs: null }, []).filter(
      ({ kind }) => kind === 'silent_sender',
    )
  }
  /** Looks at once: the instance itself looks every few seconds. */
  const lookNow = async () => {
    await bed.db.query(`update job set due_at = '-infinity' where name = 'alerts'`)
    await createAlertWatch({
      eventPaths: [],
      pool: bed.db,
      application: readConfig({}).application,
      origin: 'https://events.example.com',
      limits: { silenceMs: null, senderSilenceMs: SILENCE_MS },
      send: null,
      onOpened: () => undefined,
      onEnded: () => undefined,
      onUntold: () => undefined,
    }).run()
  }
  const openAlerts = async () => {
    const { rows } = await bed.db.query(
      `select about, code, count from alert where kind = 'silent_sender' and ended_at is null`,
    )
    return rows
  }

  it('hands over what the sender brings that counts, and discards the other one by its type alone', async () => {
    const [old, fresh] = [await bySoap({ userId: 'a1' }), await byHub('a1')]
    await settled(fresh, 'COMPLETED')
    expect(await discarded(old)).toEqual(['DISCARDED', 'other_sender', 'other_sender', false, 0])
    expect(eventsSeen('a1')).toHaveLength(1)
    const { items } = await read(`/messages?status=DISCARDED&type=${HIRE}`)
    expect(items.map(({ id }: { id: string }) => id)).toContain(old)
    // Another type has no rule: every sender counts.
    await settled(await bySoap({ userId: 'a2' }, OTHER_TYPE), 'COMPLETED')
  })

  it('hands nothing of it over by a backfill', async () => {
    const { body } = await operate('/handlers/seen/actions/backfill', {
      filter: {},
      dryRun: true,
    }).expect(202)
    expect(body.matched).toBe(0)
  })

  it('never takes the event that counts for a repeat of the one that does not', async () => {
    const rule = { type: 'com.successfactors.*', sender: 'successfactors', company: 'ACME' }
    const id = 'shared-1'
    const old = await bySoap({ userId: 'a3', eventId: id })
    await start({ TYPE_SENDERS: JSON.stringify([rule]) })
    await settled(await bySoap({ userId: 'a3', eventId: id }), 'COMPLETED')
    expect(eventsSeen('a3')).toHaveLength(1)
    // Handed over only now, it is known as a repeat of the other one.
    await operate(`/messages/${old}/actions/hand-over`, { comment: 'to see' }).expect(200)
    expect(await discarded(old)).toEqual(['DISCARDED', null, 'other_sender', true, 0])
    expect(eventsSeen('a3')).toHaveLength(1)
    await start({ TYPE_SENDERS: JSON.stringify([{ type: [HIRE], sender: ['Event Hub'] }]) })
  })

  it('has the effects of one sender in order, whatever the other one does', async () => {
    const CHANGES = 60
    const people = ['b0', 'b1', 'b2', 'b3', 'b4']
    const changes = Array.from({ length: CHANGES }, (_, place) => ({
      userId: people[place % people.length] as string,
      place,
    }))
    const ofPerson = (userId: string) => changes.filter((change) => change.userId === userId)
    await Promise.all(
      people.map(async (userId) => {
        for (const { place } of ofPerson(userId)) {
          const sent = [() => bySoap({ userId }), () => byHub(userId, { place: String(place) })]
          for (const send of place % 2 === 0 ? sent : sent.reverse()) await send()
        }
      }),
    )
    await bed.settled()
    for (const userId of people) {
      expect(eventsSeen(userId).map((event) => Number(event.param('place')))).toEqual(
        ofPerson(userId).map(({ place }) => place),
      )
    }
  })

  describe('while the sender that counts is silent', () => {
    beforeAll(async () => {
      await bed.db.query(`delete from counted_type`)
      await bed.db.query(`update event set handed_over = message_id where discarded is not null`)
      await start({ TYPE_SENDERS: JSON.stringify([{ type: HIRE, sender: 'Event Hub' }]) })
    })

    it('opens an alert, which is over once the events are handed over', async () => {
      expect(await silentSenders()).toEqual([])
      const id = await bySoap({ userId: 'c1' })
      // As if it had come a quarter of an hour ago.
      const past = `update message set received_at = received_at - interval '16 minutes' where id = $1`
      expect(await silentSenders()).toEqual([])
      await bed.db.query(past, [id])
      const alert = { about: `ACME/${HIRE}`, code: HIRE, count: 1 }
      expect(await silentSenders()).toMatchObject([alert])
      await lookNow()
      await settledOrTimeout(async () => (await openAlerts()).length > 0, 'the alert to open')
      expect(await openAlerts()).toEqual([alert])
      await operate(`/messages/${id}/actions/hand-over`, {}).expect(400)
      await operate(`/messages/${id}/actions/hand-over`, { comment: 'Event Hub is down' }).expect(
        200,
      )
      await settled(id, 'COMPLETED')
      expect(eventsSeen('c1')).toHaveLength(1)
      expect(await silentSenders()).toEqual([])
      const again = await operate(`/messages/${id}/actions/hand-over`, { comment: 'again' })
      expect([again.status, again.body.error.code]).toEqual([409, 'not_discarded'])
      const { items } = await read('/actions?kind=hand-over')
      expect(items[0]).toMatchObject({ comment: 'again', state: 'finished', done: 0, refused: 1 })
      expect(items[1]).toMatchObject({ comment: 'Event Hub is down', done: 1, refused: 0 })
      const { items: made } = await read(`/actions/${items[1].id}/items`)
      expect(made).toMatchObject([{ messageId: id, ordinal: 0, result: 'done' }])
      expect(items[1].deliveries).toBe(1)
    })

    it('opens none while it brings events of the type', async () => {
      await byHub('c2')
      await bySoap({ userId: 'c2' })
      await settledOrTimeout(async () => {
        const { rows } = await bed.db.query('select 1 from counted_type where type = $1', [HIRE])
        return rows.length === 1
      }, 'the type to be noted')
      await bed.db.query(`update message set received_at = received_at - interval '14 minutes'`)
      await bed.db.query(`update counted_type set seen_at = seen_at - interval '28 minutes'`)
      expect(await silentSenders()).toEqual([])
      await bed.db.query(`update counted_type set seen_at = seen_at - interval '32 minutes'`)
      await bed.db.query(`update message set received_at = received_at - interval '2 minutes'`)
      expect(await silentSenders()).toMatchObject([{ code: HIRE }])
    })

    it('hands many over, each once, however often its call was repeated', async () => {
      const eventId = 'lost-answer-1'
      const ids = [
        await bySoap({ userId: 'c3', eventId }),
        await bySoap({ userId: 'c3', eventId }),
        await bySoap({ userId: 'c4' }),
      ]
      const filter = { status: 'DISCARDED', type: HIRE }
      const other = await operate('/messages/actions/hand-over', {
        filter: { ...filter, status: 'COMPLETED' },
        comment: 'to count',
        dryRun: true,
      }).expect(202)
      expect(other.body.matched).toBe(0)
      const { body } = await operate('/messages/actions/hand-over', {
        filter,
        comment: 'Event Hub is down',
      }).expect(202)
      expect(body.matched).toBeGreaterThanOrEqual(3)
      await settled(ids[2] as string, 'COMPLETED')
      await bed.settled()
      expect([eventsSeen('c3').length, eventsSeen('c4').length]).toEqual([1, 1])
      expect(await statusOf(ids[1] as string)).toBe('DISCARDED')
    })
  })

  it('without configuration handles the events of both', async () => {
    await start({})
    await settled(await bySoap({ userId: 'd1' }), 'COMPLETED')
    await settled(await byHub('d1'), 'COMPLETED')
    expect(eventsSeen('d1')).toHaveLength(2)
  })
})
