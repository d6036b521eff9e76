import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const fail = (): never => {
  throw new Error('a mistake in the handler')
}
const sound: HandlerDefinition = { on: '*', run: () => undefined }
/** Each fails while its delivery is planned, before any attempt. */
const BROKEN: Record<string, HandlerDefinition> = {
  select: { ...sound, on: fail },
  order: { ...sound, orderBy: fail },
  start: { ...sound, startAt: fail, meanwhile: 'wait' },
}
const NAMES = Object.keys(BROKEN)
const REASONS = ['on_failed', 'order_by_failed', 'start_at_failed']

describe('a delivery that fails while it is planned after its recording', () => {
  let bed: TestBed
  let instance: TestInstance

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(() => bed.reset())
  afterEach(() => instance.stop())

  const get = (path: string, query: object = {}) => instance.read(path, query)
  const post = async (path: string, body: object = {}) => {
    const answer = await instance.post(path, body)
    return answer.body
  }
  const send = async () => instance.send(['a'])
  /** Held, their lanes are not looked at: only the deliveries themselves tell that they failed. */
  const hold = () => bed.db.query(`update handler set state = 'held'`)
  const planned = () =>
    settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select 1 from delivery where state = 'failed'`)
      return rows.length === NAMES.length
    }, 'each handler to have its delivery')

  const afterFanOut = async () => {
    instance = await bed.startInstance({
      handlers: Object.fromEntries(NAMES.map((name) => [name, sound])),
    })
    await instance.stop()
    instance = await bed.startInstance({ handlers: {} })
    const id = await send()
    await instance.stop()
    await hold()
    instance = await bed.startInstance({ handlers: BROKEN })
    await planned()
    return id
  }
  const afterBackfill = async () => {
    instance = await bed.startInstance({ handlers: {} })
    const id = await send()
    await instance.stop()
    instance = await bed.startInstance({ handlers: BROKEN })
    await hold()
    for (const name of NAMES) await post(`/handlers/${name}/actions/backfill`, { filter: {} })
    await planned()
    return id
  }

  it.each([
    ['fan-out', afterFanOut],
    ['backfill', afterBackfill],
  ])('is listed and acted on like one that failed while it was recorded: %s', async (_, given) => {
    const id = await given()
    const { items } = await get('/deliveries', { state: 'failed', count: true })
    expect(items.map(({ handler }: { handler: string }) => handler).sort()).toEqual(
      NAMES.toSorted(),
    )
    expect(items.map(({ reasonCode }: { reasonCode: string }) => reasonCode).sort()).toEqual(
      REASONS,
    )
    expect((await get('/messages', { status: 'FAILED' })).items).toMatchObject([{ id }])
    const { items: ofOne } = await get('/deliveries', { handler: 'order', state: 'failed' })
    expect(ofOne).toMatchObject([{ messageId: id, handler: 'order' }])
    for (const kind of ['replay', 'skip']) {
      const body = { filter: { holdsPlace: true }, comment: 'test', dryRun: true }
      expect(await post(`/deliveries/actions/${kind}`, body)).toMatchObject({ matched: 3 })
    }

    for (const name of NAMES) await post(`/handlers/${name}/actions/resume`)
    await settledOrTimeout(
      async () => (await get('/parked')).groups.length === NAMES.length,
      'a group for each handler',
    )
    for (const { handler, reasonCode, cause } of (await get('/parked')).groups) {
      expect(cause).toBeNull()
      const filter = { handler, reasonCode, state: 'failed', holdsPlace: true }
      await post('/deliveries/actions/skip', { filter, comment: 'done by hand' })
    }
    await settledOrTimeout(
      async () => (await get('/deliveries', { state: 'skipped' })).items.length === NAMES.length,
      'all to be skipped',
    )
  })
})
