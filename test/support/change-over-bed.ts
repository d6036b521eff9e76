import { afterAll, beforeAll } from '@jest/globals'
import request from 'supertest'
import { readConfig } from '../../lib/config/read-config.ts'
import type { HandlerEvent } from '../../lib/handler.ts'
import { conditionsOf } from '../../lib/jobs/alerts/conditions-of.ts'
import { createAlertWatch } from '../../lib/jobs/alerts/watch.ts'
import { observe } from '../../lib/store/alerts/observe.ts'
import { createEventHubBed, type EventHubBed, HUB, WEBHOOK } from './event-hub-bed.ts'
import { settledOrTimeout } from './eventually.ts'
import { sendEvents } from './send-events.ts'
import { HIRE, type SoapEvent } from './soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

const HUB_TYPE = 'sap.example.employee.Hired.v1'
const HUB_EVENT = { specversion: '1.0', source: '/eu/example/ACME', type: HUB_TYPE }
const SILENCE_MS = 15 * 60_000
const EVENT_HUB = { client: HUB, name: 'Event Hub', company: 'ACME' }
const BOTH = [EVENT_HUB, { client: 'successfactors', name: 'SuccessFactors', company: 'ACME' }]
const SENDERS = {
  CALLERS: JSON.stringify(BOTH),
  EVENT_TYPES: JSON.stringify({ [HUB_TYPE]: HIRE }),
}

/** For the tests of a `describe`: one instance that gets the same changes from two senders. */
export function useChangeOver() {
  let bed: TestBed
  let hub: EventHubBed
  let instance: TestInstance
  let token: string
  const seen: HandlerEvent[] = []
  const handlers = {
    seen: { on: '*' as const, run: (event: HandlerEvent) => void seen.push(event) },
  }
  let next = 0

  const start = async (environment: Record<string, string>) => {
    await instance?.stop()
    instance = await hub.startInstance({ handlers, environment: { ...SENDERS, ...environment } })
  }
  beforeAll(async () => {
    bed = await createTestBed()
    hub = await createEventHubBed(bed)
    token = await bed.token()
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
      .send(JSON.stringify({ ...HUB_EVENT, id: `e-${++next}`, data: { userId }, ...changes }))
      .expect(200)
    return answer.headers.sap_messageprocessinglogid as string
  }
  const operate = (path: string, body: object) => instance.post(path, body)
  const read = (path: string) => instance.read(path)
  const statusOf = async (id: string) => (await read(`/messages/${id}`)).status as string
  const settled = async (id: string, status: string) => {
    await settledOrTimeout(async () => (await statusOf(id)) === status, `${id} to be ${status}`)
  }
  const eventsSeen = (userId: string) => seen.filter((event) => event.key('userId') === userId)
  const discarded = async (id: string) => {
    const { events, deliveries, status, discarded } = await read(`/messages/${id}`)
    return [status, discarded, events[0].discarded, events[0].handedOver, deliveries.length]
  }
  return {
    get bed() {
      return bed
    },
    start,
    bySoap,
    byHub,
    operate,
    read,
    statusOf,
    settled,
    eventsSeen,
    discarded,
    silentSenders: () => silentSenders(bed),
    lookNow: () => lookNow(bed),
    openAlerts: () => openAlerts(bed),
  }
}

async function silentSenders(bed: TestBed) {
  const observed = await observe(bed.db, [], { senderSilenceMs: SILENCE_MS })
  return conditionsOf(observed, { silenceMs: null }, []).filter(
    ({ kind }) => kind === 'silent_sender',
  )
}

/** Looks at once: the instance itself looks every few seconds. */
async function lookNow(bed: TestBed): Promise<void> {
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
    onNoticeFailed: () => undefined,
  })()
}

async function openAlerts(bed: TestBed) {
  const { rows } = await bed.db.query(
    `select about, code, count from alert where kind = 'silent_sender' and ended_at is null`,
  )
  return rows
}
