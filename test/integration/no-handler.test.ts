import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { conditionsOf } from '../../lib/jobs/alerts/conditions-of.ts'
import { observe } from '../../lib/store/alerts/observe.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const HIRED = 'com.example.Hired'
const takes = (on: HandlerDefinition['on']): HandlerDefinition => ({ on, run: () => undefined })

describe('events that no handler takes', () => {
  let bed: TestBed
  let operator: string
  let instance: TestInstance
  let instances: TestInstance[] = []
  let next = 0
  /** a type of each test's own that no handler takes */
  let ownType = ''
  /** messages of the test */
  let sent: string[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    operator = await bed.token('operator')
    instance = await start({ hired: takes(HIRED) })
  })
  afterAll(() => bed.stop())
  beforeEach(() => {
    next += 1
    ownType = `com.example.Left${next}`
    sent = []
  })

  const start = async (
    handlers: Record<string, HandlerDefinition>,
    environment: Record<string, string> = {},
  ) => {
    const started = await bed.startInstance({ handlers, environment })
    instances.push(started)
    return started
  }
  /** Nothing is stored and no other instance runs; for tests that start handlers of their own. */
  const startAnew = async () => {
    for (const one of instances) await one.stop()
    instances = []
    await bed.reset()
    instance = await start({ hired: takes(HIRED) })
  }
  const post = async (body: string | object) => {
    const answer = await request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .set('Content-Type', 'application/json')
      .send(body)
    const id = answer.headers.sap_messageprocessinglogid as string
    sent.push(id)
    return id
  }
  /** One message with an event of each type. */
  const send = (...types: readonly string[]) =>
    post(types.map((eventType) => ({ eventType, userId: `u${++next}` })))
  const api = (method: 'get' | 'post', path: string) =>
    request(instance.url)[method](path).set('Authorization', `Bearer ${operator}`)
  const read = async (path: string) => (await api('get', `/operations/v1${path}`).expect(200)).body
  const act = (path: string, body: object) => api('post', `/operations/v1${path}`).send(body)
  const ofTest = (ids: readonly string[]) => ids.filter((id) => sent.includes(id)).sort()
  const listed = async (query: string) =>
    ofTest((await read(`/messages?${query}`)).items.map(({ id }: { id: string }) => id))
  const statusOf = async (id: string) => {
    const { status, eventsWithoutHandler, events } = await read(`/messages/${id}`)
    return [status, eventsWithoutHandler, events.map((event: Event) => event.noHandler)]
  }
  const becomes = async (id: string, ...wanted: unknown[]) => {
    await settledOrTimeout(
      async () => JSON.stringify(await statusOf(id)) === JSON.stringify(wanted),
      `${id} to be ${JSON.stringify(wanted)}`,
    )
  }
  interface Event {
    readonly messageId: string
    readonly noHandler: boolean
  }
  /** Ids that the index finds, which the filter has to look at. */
  const marked = async () => {
    const { rows } = await bed.db.query('select message_id as id from event where no_handler')
    return ofTest(rows.map(({ id }) => id))
  }

  it('have a status of their own, and both lists find them by it', async () => {
    const taken = await send(HIRED)
    const left = await send(ownType)
    await bed.settled()
    expect(await statusOf(taken)).toEqual(['COMPLETED', 0, [false]])
    expect(await statusOf(left)).toEqual(['NO_HANDLER', 1, [true]])
    expect(await listed('status=NO_HANDLER')).toEqual([left])
    expect(await listed('status=COMPLETED')).toEqual([taken])
    expect(await listed(`status=NO_HANDLER&type=${HIRED}`)).toEqual([])
    expect((await read(`/messages?status=NO_HANDLER&type=${ownType}&count=true`)).count.count).toBe(
      1,
    )
    const events = async (flag: boolean) =>
      ofTest((await read(`/events?noHandler=${flag}`)).items.map((event: Event) => event.messageId))
    expect(await events(true)).toEqual([left])
    expect(await events(false)).toEqual([taken])
    expect(await marked()).toEqual([left])
  })

  it('decide the status of their message once its other events are done', async () => {
    const both = await send(HIRED, ownType)
    await becomes(both, 'NO_HANDLER', 1, [false, true])
    expect(await listed('status=NO_HANDLER')).toEqual([both])
    const [message] = (await read('/messages')).items
    expect(message.handlers).toEqual([{ handler: 'hired', state: 'completed' }])
  })

  it('come of a message that is repaired, too', async () => {
    const broken = await post('{"userId":"r1",}')
    const repair = { comment: 'a comma', body: '{"userId":"r1"}', type: ownType }
    await act(`/messages/${broken}/actions/repair`, repair).expect(200)
    expect(await statusOf(broken)).toEqual(['NO_HANDLER', 1, [true]])
  })

  it('are neither repeats nor events that do not count, and a message without events has none', async () => {
    const again = { eventType: ownType, userId: 'again' }
    await post([again])
    const repeat = await post([again])
    const empty = await post([])
    expect(await statusOf(repeat)).toEqual(['DISCARDED', 0, [false]])
    expect(await statusOf(empty)).toEqual(['COMPLETED', 0, []])
    await instance.stop()
    instance = await start(
      { hired: takes(HIRED) },
      {
        CALLERS: JSON.stringify([
          { client: 'successfactors', name: 'old', company: 'ACME' },
          { client: 'nobody', name: 'new', company: 'ACME' },
        ]),
        TYPE_SENDERS: JSON.stringify([{ type: ownType, sender: 'new' }]),
      },
    )
    const discarded = await send(ownType)
    expect(await statusOf(discarded)).toEqual(['DISCARDED', 0, [false]])
    expect(await listed('status=DISCARDED')).toEqual([repeat, discarded].sort())
    // Now it counts, and nobody takes it.
    await act(`/messages/${discarded}/actions/hand-over`, { comment: 'it is missing' }).expect(200)
    expect(await statusOf(discarded)).toEqual(['NO_HANDLER', 1, [true]])
    expect(await marked()).toContain(discarded)
  })

  it('have one as soon as a backfill hands them over', async () => {
    await startAnew()
    const [left, both] = [await send(ownType), await send(ownType, ownType)]
    instance = await start({ hired: takes(HIRED), left: takes(ownType) })
    await act('/handlers/left/actions/backfill', { filter: {} }).expect(202)
    await becomes(left, 'COMPLETED', 0, [false])
    await becomes(both, 'COMPLETED', 0, [false, false])
    expect(await listed('status=NO_HANDLER')).toEqual([])
    expect(await marked()).toEqual([])
  })

  it('are not those that a handler of another running version is still to be asked about', async () => {
    await startAnew()
    // It registers its handlers and hands nothing over.
    await start({ hired: takes(HIRED), late: takes(ownType) }, { ROLE: 'ingest' })
    const [left, other] = [await send(ownType), await send('com.example.Other')]
    expect(await statusOf(left)).toEqual(['PROCESSING', 0, [false]])
    expect(await listed('status=PROCESSING')).toEqual([left, other].sort())
    expect(await listed('status=NO_HANDLER')).toEqual([])
    expect(await counted()).toBe(0)
    await start({ hired: takes(HIRED), late: takes(ownType) })
    await becomes(left, 'COMPLETED', 0, [false])
    await becomes(other, 'NO_HANDLER', 1, [true])
    expect(await marked()).toEqual([other])
  })

  it('are counted, and shown in the overview until a handler names their type', async () => {
    await startAnew()
    await send(ownType, ownType)
    await send(ownType, HIRED)
    expect(await counted()).toBe(3)
    const overview = async () => {
      const { eventsWithoutHandler, unusual } = await read('/overview')
      const types = unusual.filter(({ kind }: { kind: string }) => kind === 'no_handler')
      return [eventsWithoutHandler, types]
    }
    const all = { count: 3, atLeast: false }
    expect(await overview()).toEqual([all, [{ kind: 'no_handler', type: ownType, count: 3 }]])
    instance = await start({ hired: takes(HIRED), left: takes('com.example.L*') })
    expect(await overview()).toEqual([all, []])
  })

  it('alert once a type, until a handler takes the type or none came for a day', async () => {
    await startAnew()
    await send(ownType, ownType, 'com.example.Other')
    await send(ownType)
    const other = { code: 'com.example.Other', count: 1 }
    expect(await conditions()).toEqual([{ code: ownType, count: 3 }, other])
    // It leaves some events of the type, and takes others.
    const some = takes((event) => event.type === ownType && event.key('userId') !== 'unwanted')
    await instance.stop()
    instance = await start({ hired: takes(HIRED), some })
    await post([{ eventType: ownType, userId: 'unwanted' }])
    expect(await conditions()).toEqual([{ code: ownType, count: 4 }, other])
    await send(ownType)
    expect(await conditions()).toEqual([other])
    await bed.db.query(`update event set message_id =
      overlay(message_id::text placing '0190' from 1 for 4)::uuid`)
    expect(await conditions()).toEqual([])
  })

  const counted = async () => {
    const { text } = await api('get', '/metrics').expect(200)
    return Number(/^sf_event_receiver_events_without_handler_total (\d+)$/m.exec(text)?.[1])
  }
  const limits = { silenceMs: null, senderSilenceMs: 60_000 }
  /** The open alerts. */
  const conditions = async () =>
    conditionsOf(await observe(bed.db, [], limits), limits, [])
      .filter(({ kind }) => kind === 'no_handler')
      .map(({ code, count }) => ({ code, count }))
})
