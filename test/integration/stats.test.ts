import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import { defineHandler, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

let bed: TestBed
let instance: TestInstance
let token: string
let operator: string

beforeAll(async () => {
  bed = await createTestBed()
  token = await bed.token()
  operator = await bed.token('operator')
  instance = await bed.startInstance({
    handlers: {
      works: defineHandler({ on: '*', run: async () => undefined }),
      fails: defineHandler({
        on: '*',
        run: async (event) => {
          const user = event.key('userId') ?? ''
          if (user.startsWith('bad')) reject(`no account ${event.ordinal} in row 17`)
          if (user.startsWith('mute')) reject('')
        },
      }),
    },
  })
})
afterAll(() => bed.stop())

const get = (path: string) => instance.read(path)
const stateOf = async (id: string) => {
  const { steps } = await get('/connection')
  return steps.find((step: { id: string }) => step.id === id)
}

describe('how far SuccessFactors gets', () => {
  it('has no finished step at first, and shows the values to enter', async () => {
    const { endpoints, issuers, steps } = await get('/connection')
    expect(endpoints).toEqual([
      'http://localhost:4004/http/successfactors/events',
      'http://localhost:4004/cxf/successfactors/events',
    ])
    const { tokenUrl } = bed.authorizationServer
    expect(issuers).toEqual([{ issuer: tokenUrl, kind: 'xsuaa', tokenUrl }])
    expect(new Set(steps.map(({ state }: { state: string }) => state))).toEqual(
      new Set(['waiting']),
    )
  })

  it('turns red with what to do, and green step by step', async () => {
    const post = (authorization: string) =>
      request(instance.url).post('/http/successfactors/events').set('Authorization', authorization)
    await post('Basic YTpi').expect(401)
    const isMissing = async () => (await stateOf('token')).code === 'token_missing'
    await settledOrTimeout(isMissing, 'the token step')
    expect(await stateOf('address')).toMatchObject({ state: 'done' })
    // Anybody can call without a token: it says what to do, and turns nothing red.
    expect(await stateOf('token')).toMatchObject({
      state: 'waiting',
      caller: 'stranger',
      authorization: 'basic',
      advice: expect.stringContaining('OAuth 2.0 client credentials'),
    })

    await post('Bearer a.b.c').expect(401)
    const isMalformed = async () => (await stateOf('accepted')).code === 'token_malformed'
    await settledOrTimeout(isMalformed, 'acceptance')
    expect(await stateOf('accepted')).toMatchObject({ state: 'waiting', caller: 'stranger' })
    await post(`Bearer ${operator}`).expect(403)
    await settledOrTimeout(async () => (await stateOf('role')).state === 'failed', 'the role')
    expect(await stateOf('role')).toMatchObject({ caller: 'authenticated', client: 'operator' })
    expect((await stateOf('accepted')).state).toBe('done')

    await sendEvents(instance, token, ['good1'])
    const isHandled = async () => (await stateOf('handled')).state === 'done'
    await settledOrTimeout(isHandled, 'all to be green')
    const { steps } = await get('/connection')
    expect(new Set(steps.map(({ state }: { state: string }) => state))).toEqual(new Set(['done']))
  })
})

describe('stats', () => {
  beforeAll(async () => {
    await sendEvents(instance, token, ['bad1'])
    await sendEvents(instance, token, ['bad1'])
    await sendEvents(instance, token, ['bad2'])
    await sendEvents(instance, token, ['good2'])
    await bed.found(2, `select from lane where status = 'parked'`)
    await bed.settled()
  })

  it('show whether all is well', async () => {
    // Requests within one second share an answer.
    await settledOrTimeout(async () => (await get('/overview')).parked.lanes === 2, 'new stats')
    const overview = await get('/overview')
    expect(overview).toMatchObject({
      handlers: { total: 2, running: 2, upToDate: 1, held: 0, open: 0, retired: 0 },
      parked: { lanes: 2, people: 2, records: 0, deliveries: 3 },
      waiting: 0,
      scheduled: 0,
      today: { received: 5, completed: 7, failed: 2, refused: 3 },
      before: { received: 0, completed: 0, failed: 0, refused: 0 },
      types: [{ type: 'com.successfactors.Employment.AssignmentInformation.Hire', events: 5 }],
      unusual: expect.arrayContaining([
        { kind: 'parked', count: 2 },
        { kind: 'refusals', count: 3 },
      ]),
    })
    expect(overview.hours).toHaveLength(48)
    expect(overview.secondsToDone.p95).toBeGreaterThanOrEqual(overview.secondsToDone.p50)
    expect(Date.now() - Date.parse(overview.lastEventAt)).toBeLessThan(60_000)
  })

  it('show the persons and the outcome of each message in the list', async () => {
    const { items } = await get('/messages?limit=50')
    const of = (status: string) =>
      items.filter((message: { status: string }) => message.status === status)
    expect(of('FAILED').at(-1)).toMatchObject({
      subjects: [{ kind: 'userId', key: '‹userId›', company: 'ACME' }],
      subjectCount: 1,
      effectiveOn: '2026-01-01',
      handlers: [
        { handler: 'fails', state: 'failed' },
        { handler: 'works', state: 'completed' },
      ],
    })
    const [done] = of('COMPLETED')
    expect(done.handlers.map(({ state }: { state: string }) => state)).toEqual([
      'completed',
      'completed',
    ])
    expect(Date.parse(done.settledAt)).toBeGreaterThanOrEqual(Date.parse(done.receivedAt))
    // The second event of the parked lane has not run: it is not done.
    expect(of('PROCESSING')[0]).toMatchObject({
      settledAt: null,
      handlers: [
        { handler: 'fails', state: 'waiting' },
        { handler: 'works', state: 'completed' },
      ],
    })
  })

  it('show the deliveries of a handler in each hour, and their outcome', async () => {
    const { hours } = await get('/handlers/fails/hours')
    expect(hours).toHaveLength(48)
    const sum = (what: string) =>
      hours.reduce((total: number, hour: Record<string, number>) => total + (hour[what] ?? 0), 0)
    expect([sum('completed'), sum('failed'), sum('waiting'), sum('skipped')]).toEqual([2, 2, 1, 0])
    await instance.get('/handlers/unknown/hours').expect(404)
  })

  it('name the companies, and group what is parked for one of them', async () => {
    expect(await get('/companies')).toEqual({ companies: ['ACME'], complete: true })
    expect((await get('/parked?company=ACME')).groups).toHaveLength(1)
    expect(await get('/parked?company=OTHER')).toEqual({
      groups: [],
      people: 0,
      records: 0,
      complete: true,
    })
  })

  it('group what waits for a person by handler and cause', async () => {
    await settledOrTimeout(async () => (await get('/parked')).groups[0]?.lanes === 2, 'the group')
    const { groups, complete } = await get('/parked')
    expect(complete).toBe(true)
    expect(groups).toEqual([
      expect.objectContaining({
        handler: 'fails',
        reasonCode: 'rejected',
        lanes: 2,
        cause: 'no account # in row #',
        behind: 1,
        error: expect.objectContaining({ message: expect.stringMatching(/^no account/) }),
        subjects: [
          expect.objectContaining({ id: expect.any(String), key: '‹userId›' }),
          expect.objectContaining({ id: expect.any(String), key: '‹userId›' }),
        ],
        first: expect.objectContaining({ ordinal: 0, handler: 'fails', run: 0 }),
      }),
    ])
  })
})

describe('the cause of a group', () => {
  const replay = async (filter: object) =>
    (await instance.post('/deliveries/actions/replay', { filter, dryRun: true }).expect(202)).body

  it('chooses what failed for it, and nothing else', async () => {
    const [group] = (await get('/parked')).groups
    const { handler, cause } = group
    expect((await replay({ handler, cause })).matched).toBe(2)
    expect((await replay({ handler, cause: 'no account # in row 17' })).matched).toBe(0)
    expect((await replay({ handler, cause: 'another' })).matched).toBe(0)
  })

  it('may be an error without a word', async () => {
    await sendEvents(instance, token, ['mute1'])
    const groups = async () => (await get('/parked')).groups as { cause: string | null }[]
    await settledOrTimeout(async () => (await groups()).length === 2, 'the group')
    const group = (await groups()).find(({ cause }) => cause === '')
    expect(group).toMatchObject({ handler: 'fails', reasonCode: 'rejected', lanes: 1 })
    expect((await replay({ handler: 'fails', cause: '' })).matched).toBe(1)
  })
})

describe('a handler that no instance has', () => {
  const isTold = async () => {
    const { unusual } = await get('/overview')
    return unusual.some(({ kind }: { kind: string }) => kind === 'handler_retired')
  }

  it('is unusual while something waits for it, even if nothing has failed', async () => {
    const gone = defineHandler({ on: '*', run: async () => undefined })
    const former = await bed.startInstance({ handlers: { gone } })
    await instance.post('/handlers/gone/actions/hold', { comment: 'it goes' }).expect(200)
    await sendEvents(former, token, ['good4'])
    await former.stop()
    await bed.db.query(`update handler set retired_at = now() where name = 'gone'`)
    await settledOrTimeout(isTold, 'what waits for a retired handler')
    const { handlers } = await get('/overview')
    expect(handlers).toMatchObject({ total: 2, running: 2, retired: 1 })
    const ofGone = `handler_id = (select id from handler where name = 'gone')`
    await bed.db.query(`delete from lane where ${ofGone}`)
    await settledOrTimeout(async () => !(await isTold()), 'nothing to wait')
  })
})
