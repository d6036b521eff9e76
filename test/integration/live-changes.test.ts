import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import { type LiveState, readLiveState } from '../../lib/store/stats/live-state.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

/** Whatever a page shows, a change of it is seen in the state that the stream compares. */
describe('what the live stream looks at', () => {
  let bed: TestBed
  let instance: TestInstance
  let token: string
  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
    instance = await bed.startInstance({
      handlers: {
        works: { on: '*', run: () => undefined },
        repeats: {
          on: '*',
          retry: { attempts: 5, firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 },
          run(event) {
            if (event.key('userId') === 'old') throw new Error('not yet')
            if (event.key('userId') === 'bad') reject('never')
          },
        },
      },
    })
  })
  afterAll(() => bed.stop())

  const act = async (path: string, body: object = {}) =>
    instance.post(path, body).expect((answer) => {
      if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    })
  const state = () => readLiveState(bed.db)
  const attemptsOf = async (user: string) =>
    (await readDeliveries(bed.db, 'repeats')).find((one) => one.user === user)?.attemptsStarted ?? 0
  async function changes(what: string, change: () => Promise<unknown>): Promise<LiveState> {
    const before = JSON.stringify(await state())
    await change()
    const after = await state()
    expect([what, JSON.stringify(after) === before]).toEqual([what, false])
    return after
  }

  it('sees a handler that is held, and one that goes on', async () => {
    await changes('held', () => act('/handlers/works/actions/hold', { comment: 'a look' }))
    await changes('resumed', () => act('/handlers/works/actions/resume', { comment: 'seen' }))
  })

  it('sees each action, and how far it is', async () => {
    await sendEvents(instance, token, ['bad'])
    await settledOrTimeout(async () => (await state()).parked.lanes === 1, 'the parked lane')
    await changes('action', () =>
      act('/deliveries/actions/replay', { filter: { handler: 'repeats' }, comment: 'again' }),
    )
  })

  it('sees an attempt of a message that is far from the newest', async () => {
    await sendEvents(instance, token, ['old'])
    await settledOrTimeout(async () => (await attemptsOf('old')) === 1, 'the first attempt')
    // More attempts than are looked at one by one.
    for (let sent = 0; sent < 60; sent += 1) await sendEvents(instance, token, [`new${sent}`])
    await settledOrTimeout(
      async () =>
        (await readDeliveries(bed.db)).every(
          ({ user, state: now }) => user === 'old' || user === 'bad' || now === 'completed',
        ),
      'the newer ones to be done',
    )
    await settledOrTimeout(
      async () =>
        (await bed.db.query('select 1 from lane where leased_by is not null')).rowCount === 0,
      'nothing to run',
    )
    await changes('a retry', async () => {
      await bed.db.query(`update lane set due_at = receiver_clock() where head_state = 'retrying'`)
      await settledOrTimeout(async () => (await attemptsOf('old')) === 2, 'the second attempt')
      await settledOrTimeout(
        async () =>
          (await bed.db.query('select 1 from lane where leased_by is not null')).rowCount === 0,
        'its end',
      )
    })
  })
})
