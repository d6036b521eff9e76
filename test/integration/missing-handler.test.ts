import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const DAY_MS = 86_400_000
const HANDLERS: Record<string, HandlerDefinition> = {
  rejecting: { on: '*', run: () => reject('no such account') },
  retrying: {
    on: '*',
    retry: { attempts: 3, firstDelayMs: 3_600_000 },
    run: () => {
      throw new Error('down')
    },
  },
  scheduled: {
    on: '*',
    startAt: () => new Date(Date.now() + DAY_MS),
    meanwhile: 'wait',
    run: () => undefined,
  },
  deferred: {
    on: '*',
    startAt: () => new Date(Date.now() + DAY_MS),
    meanwhile: 'overtake',
    run: () => undefined,
  },
}

describe('what waits for a handler that no instance has any more', () => {
  let bed: TestBed
  let api: TestOperations
  let messageId: string

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
    const instance = await bed.startInstance({ handlers: HANDLERS })
    messageId = await sendEvents(instance, await bed.token(), ['a', 'a'])
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(
        `select from delivery where ordinal = 0 and state not in ('waiting', 'running')`,
      )
      return rows.length === Object.keys(HANDLERS).length
    }, 'each handler to be done with the first event')
    await instance.stop()
    await bed.db.query(`update handler set state = 'held', retired_at = now()`)
    api = await startOperations(bed)
  })
  afterEach(async () => {
    await api.stop()
    expect(api.internalErrors).toEqual([])
    expect(api.failures).toEqual([])
  })

  const act = (kind: string, handler: string, ordinal = 0) =>
    api.post(`/deliveries/${messageId}/${ordinal}/${handler}/0/actions/${kind}`, {
      comment: 'gone',
    })
  const lanes = async () => {
    const { rows } = await bed.db.query(
      `select h.name, l.status, l.waiting from lane l join handler h on h.id = l.handler_id order by h.name`,
    )
    return Object.fromEntries(rows.map(({ name, status, waiting }) => [name, [status, waiting]]))
  }

  it('can be given up, one by one', async () => {
    await act('skip', 'rejecting').expect(200)
    await act('skip', 'retrying').expect(200)
    for (const handler of ['rejecting', 'retrying']) await act('cancel', handler, 1).expect(200)
    for (const handler of ['scheduled', 'deferred']) {
      await act('cancel', handler).expect(200)
      await act('cancel', handler, 1).expect(200)
    }
    const empty = ['open', 0]
    expect(await lanes()).toEqual({
      deferred: empty,
      rejecting: empty,
      retrying: empty,
      scheduled: empty,
    })
  })

  it('can be given up all at once', async () => {
    const { body } = await api
      .post('/deliveries/actions/cancel', { filter: {}, comment: 'the handler was removed' })
      .expect(202)
    expect(body).toMatchObject({ matched: 8 })
    while (await api.runDue());
    const { body: action } = await api.get(`/actions/${body.actionId}`).expect(200)
    expect(action).toMatchObject({ state: 'finished', done: 8, refused: 0 })
    expect(new Set(Object.values(await lanes()).map(String))).toEqual(new Set(['open,0']))
  })

  it('can be made due for the time when it is deployed again, and the handler resumed', async () => {
    await act('replay', 'rejecting').expect(200)
    await act('release', 'retrying').expect(200)
    await act('release', 'scheduled').expect(200)
    await act('release', 'deferred').expect(200)
    const { body: shown } = await api.get('/handlers/rejecting').expect(200)
    expect(shown).toMatchObject({ state: 'retired', held: true })
    await api.post('/handlers/rejecting/actions/resume').expect(200)
    const { body: resumed } = await api.get('/handlers/rejecting').expect(200)
    expect(resumed).toMatchObject({ state: 'retired', held: false })
  })
})
