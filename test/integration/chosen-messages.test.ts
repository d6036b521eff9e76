import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { sendEvents } from '../support/send-events.ts'
import { HIRE } from '../support/soap-message.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const OTHER = 'test.Other'
const REPLAY = '/deliveries/actions/replay'

describe('an action on chosen messages', () => {
  let bed: TestBed
  let api: TestOperations
  /** messages by the name of their employee */
  const ids = new Map<string, string>()
  const idsOf = (...names: string[]) => names.map((name) => ids.get(name) ?? '')

  beforeAll(async () => {
    bed = await createTestBed()
    const instance = await bed.startInstance({
      handlers: {
        failing: { on: HIRE, run: () => reject('not now') },
        sound: { on: '*', run: () => undefined },
      },
    })
    const token = await bed.token()
    for (const name of ['a', 'b', 'c']) {
      ids.set(name, await sendEvents(instance, token, [name], HIRE))
    }
    ids.set('d', await sendEvents(instance, token, ['d'], OTHER))
    const broken = await instance.call('<a')
    ids.set('broken', broken.headers.sap_messageprocessinglogid as string)
    await settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select from lane where due_at is not null`)
      return rows.length === 0
    }, 'all to be settled')
    await instance.stop()
    api = await startOperations(bed)
  })
  afterAll(async () => {
    await api.stop()
    expect(api.internalErrors).toEqual([])
    expect(api.failures).toEqual([])
    await bed.stop()
  })
  beforeEach(async () => {
    await bed.db.query(`delete from action`)
    await bed.db.query(`update delivery set state = 'failed', holds_place = true where handler_id =
      (select id from handler where name = 'failing')`)
    await bed.db.query(`update lane set status = 'parked', waiting = 1, due_at = null
      where handler_id = (select id from handler where name = 'failing')`)
  })

  const runToEnd = async () => {
    while (await api.runDue());
  }
  const matched = async (filter: object, path = REPLAY): Promise<number> => {
    const { body } = await api.post(path, { filter, dryRun: true }).expect(202)
    return body.matched
  }
  const failed = async () => {
    const { rows } = await bed.db.query(
      `select message_id as id from delivery where state = 'failed' order by message_id`,
    )
    return rows.map(({ id }) => id)
  }

  it('is one action for a list of ids, and touches no other message', async () => {
    const { body } = await api
      .post(REPLAY, { filter: { messageIds: idsOf('a', 'c', 'd') }, comment: 'chosen' })
      .expect(202)
    expect(body).toMatchObject({ matched: 2, atLeast: false })
    await runToEnd()
    const { body: action } = await api.get(`/actions/${body.actionId}`).expect(200)
    expect(action).toMatchObject({ state: 'finished', matched: 2, done: 2, refused: 0 })
    expect(action.filter).toEqual({ messageIds: idsOf('a', 'c', 'd') })
    expect(await failed()).toEqual(idsOf('b'))
  })

  it('does nothing a second time, nor for an id that stands twice or is unknown', async () => {
    const filter = { messageIds: [...idsOf('a', 'a'), randomUUID()] }
    const first = await api.post(REPLAY, { filter }).expect(202)
    await runToEnd()
    const second = await api.post(REPLAY, { filter }).expect(202)
    await runToEnd()
    expect([first.body.matched, second.body.matched]).toEqual([1, 0])
    expect(await failed()).toEqual(idsOf('b', 'c'))
    const { rows } = await bed.db.query(`select done from action order by id`)
    expect(rows).toEqual([{ done: 1 }, { done: 0 }])
  })

  it('narrows the list of ids by whatever else the filter says', async () => {
    const messageIds = idsOf('a', 'b', 'd')
    expect(await matched({ messageIds, handler: 'sound' })).toBe(0)
    expect(await matched({ messageIds, person: { key: 'b' } })).toBe(1)
    expect(await matched({ messageIds, handler: 'sound' }, '/deliveries/actions/rerun')).toBe(3)
  })

  it('says how many ids it takes at once', async () => {
    const messageIds = Array.from({ length: 1_001 }, () => randomUUID())
    const { body } = await api.post(REPLAY, { filter: { messageIds } }).expect(400)
    expect(body.error.code).toBe('request_invalid')
    expect(body.error.details).toEqual([
      {
        in: 'body',
        field: 'filter.messageIds',
        message: 'expected at most 1000 ids: send the others in another request',
      },
    ])
    expect(await matched({ messageIds: messageIds.slice(1) })).toBe(0)
    await api.post(REPLAY, { filter: { messageIds: [] } }).expect(400)
    await api.post(REPLAY, { filter: { messageIds: ['a'] } }).expect(400)
  })

  it('takes all messages that a filter of the list finds', async () => {
    const deliveriesOf = (messages: object) => matched({ messages })
    expect(await deliveriesOf({})).toBe(3)
    expect(await deliveriesOf({ status: 'FAILED' })).toBe(3)
    expect(await deliveriesOf({ status: 'COMPLETED' })).toBe(0)
    // The message had an event for this handler; the delivery that failed was another one's.
    expect(await deliveriesOf({ handler: 'sound' })).toBe(3)
    expect(await deliveriesOf({ type: OTHER })).toBe(0)
    expect(await deliveriesOf({ messageId: ids.get('b') })).toBe(1)
    const { rows } = await bed.db.query(`select received_at as at from message where id = $1`, [
      ids.get('b'),
    ])
    const from = new Date(rows[0].at).toISOString()
    const to = new Date(rows[0].at.getTime() + 1).toISOString()
    expect(await deliveriesOf({ from, to })).toBe(1)
    const [subject] = (
      await bed.db.query(`select subject_id from event where message_id = $1`, idsOf('c'))
    ).rows
    expect(await deliveriesOf({ subject: subject.subject_id })).toBe(1)
    const sound = '/deliveries/actions/rerun'
    expect(await matched({ messages: { status: 'COMPLETED' } }, sound)).toBe(1)
    expect(await matched({ messages: { status: 'FAILED' }, handler: 'sound' }, sound)).toBe(3)
  })

  it('processes the messages of a filter as counted', async () => {
    const { rows } = await bed.db.query(`select received_at as at from message where id = $1`, [
      ids.get('c'),
    ])
    const messages = { status: 'FAILED', to: new Date(rows[0].at).toISOString() }
    const { body } = await api.post(REPLAY, { filter: { messages } }).expect(202)
    await runToEnd()
    expect(body.matched).toBe(2)
    const { body: action } = await api.get(`/actions/${body.actionId}`).expect(200)
    expect(action).toMatchObject({ done: 2, refused: 0, filter: { messages } })
    expect(await failed()).toEqual(idsOf('c'))
  })

  it('processes all of a message whose status the first batch changes', async () => {
    await bed.db.query(
      `insert into event (message_id, ordinal, position, subject_id, type, entity_type, other_content)
       select message_id, n, nextval('event_position'), subject_id, type, entity_type, false
       from event, generate_series(1, 240) n where message_id = $1`,
      idsOf('d'),
    )
    await bed.db.query(
      `insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, holds_place, late)
       select d.message_id, e.ordinal, d.handler_id, d.subject_id, e.position, 'completed', false, false
       from delivery d join event e using (message_id)
       where d.message_id = $1 and d.ordinal = 0 and e.ordinal > 0`,
      idsOf('d'),
    )
    const path = '/deliveries/actions/rerun'
    const { body } = await api.post(path, { filter: { messages: { status: 'COMPLETED' } } })
    await runToEnd()
    expect(body.matched).toBe(241)
    const { body: action } = await api.get(`/actions/${body.actionId}`).expect(200)
    expect(action).toMatchObject({ state: 'finished', done: 241, refused: 0 })
  })

  it('decodes chosen messages again', async () => {
    const path = '/messages/actions/decode'
    expect(await matched({ messageIds: idsOf('a', 'broken') }, path)).toBe(1)
    expect(await matched({ messageIds: idsOf('a') }, path)).toBe(0)
  })

  it('searches in no values: they would stand in the action', async () => {
    await api.post(REPLAY, { filter: { messages: { text: 'a' } } }).expect(400)
    await api.post(REPLAY, { filter: { messages: { person: { key: 'a' } } } }).expect(400)
  })
})
