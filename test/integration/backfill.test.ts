import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import request from 'supertest'
import type { HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

interface SentEvent {
  readonly eventType: string
  readonly userId: string
}

describe('a backfill', () => {
  let bed: TestBed
  let instance: TestInstance

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(() => bed.reset())
  afterEach(() => instance.stop())

  /** One message; its events say their types themselves. */
  const send = async (events: readonly SentEvent[]) =>
    request(instance.url)
      .post('/http/successfactors/events/ACME')
      .set('Authorization', `Bearer ${await bed.token()}`)
      .send(events)
      .expect(200)
  const backfill = async (handler: string, types?: readonly string[]) => {
    const { body } = await instance
      .post(`/handlers/${handler}/actions/backfill`, {
        filter: types === undefined ? {} : { types },
      })
      .expect(202)
    const rowOf = async () => {
      const { rows } = await bed.db.query(
        'select 1 from action where id = $1 and finished_at is not null',
        [body.actionId],
      )
      return rows[0]
    }
    await settledOrTimeout(async () => (await rowOf()) !== undefined, 'the backfill to end')
    const { state, done, refused, deliveries } = await read(`/actions/${body.actionId}`)
    const { items } = await read(`/actions/${body.actionId}/items`)
    return { matched: body.matched, state, done, refused, deliveries, items }
  }
  const read = (path: string) => instance.read(path)
  const handler = (takes: (event: HandlerEvent) => boolean): HandlerDefinition => ({
    on: takes,
    run: () => undefined,
  })
  const users = async (name: string) =>
    (await readDeliveries(bed.db, name)).map(({ user }) => user).sort()

  /** These messages have no handler yet; the handlers are added later. */
  const given = async (messages: readonly (readonly SentEvent[])[], later: HandlerDefinition) => {
    instance = await bed.startInstance({ handlers: {} })
    for (const message of messages) await send(message)
    await instance.stop()
    instance = await bed.startInstance({ handlers: { later } })
  }

  it('of some types hands over no event of another type that came in the same message', async () => {
    const message = [
      { eventType: 'Hired', userId: 'a' },
      { eventType: 'Left', userId: 'b' },
      { eventType: 'Moved', userId: 'c' },
    ]
    await given(
      [message],
      handler(() => true),
    )
    expect(await backfill('later', ['Hired', 'Moved'])).toEqual({
      matched: 1,
      state: 'finished',
      done: 1,
      refused: 0,
      deliveries: 2,
      items: [expect.objectContaining({ ordinal: 2 }), expect.objectContaining({ ordinal: 0 })],
    })
    expect(await users('later')).toEqual(['a', 'c'])
    // Events outside the first range can still be backfilled.
    expect(await backfill('later')).toMatchObject({ matched: 1, done: 1, refused: 0 })
    expect(await users('later')).toEqual(['a', 'b', 'c'])
  })

  it('counts messages and deliveries apart, and names each delivery that it made', async () => {
    const taken = ['a', 'b', 'c'].map((userId) => ({ eventType: 'Hired', userId }))
    const left = ['d', 'e'].map((userId) => [{ eventType: 'Left', userId }])
    await given(
      [taken, ...left],
      handler(({ type }) => type === 'Hired'),
    )
    const done = await backfill('later')
    expect(done).toMatchObject({ matched: 3, done: 1, refused: 2, deliveries: 3 })
    expect(await users('later')).toHaveLength(3)
    expect(done.items).toHaveLength(3)
    const { actions } = await read(`/messages/${done.items[0].messageId}`)
    expect(actions).toHaveLength(3)
    expect(actions[0]).toMatchObject({ kind: 'backfill', handler: 'later', result: 'done' })
  })
})
