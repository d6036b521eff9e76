import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { NO_OUTCOMES } from '../support/no-outcomes.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { soapMessage } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

describe('outcomes of actions', () => {
  let bed: TestBed
  let instance: TestInstance | null = null
  let api: TestOperations
  /** the users whose events fail */
  let failing: ReadonlySet<string> = new Set()

  const directory: HandlerDefinition = {
    on: '*',
    run: (event) => {
      if (failing.has(event.key('userId') ?? '')) reject('not now')
    },
  }

  beforeAll(async () => {
    bed = await createTestBed()
    api = await startOperations(bed)
  })
  afterAll(async () => {
    await api.stop()
    await bed.stop()
  })
  beforeEach(async () => {
    failing = new Set()
    instance ??= await bed.startInstance({ handlers: { directory } })
    for (const table of ['action', 'action_item', 'lane', 'delivery']) {
      await bed.db.query(`delete from ${table}`)
    }
  })
  afterEach(() => expect([api.internalErrors, api.failures]).toEqual([[], []]))

  const settled = () =>
    settledOrTimeout(async () => {
      const { rows } = await bed.db.query(`select 1 from lane where due_at is not null`)
      return rows.length === 0
    }, 'all to be settled')
  /** Messages, one a user, and all that comes of them. */
  const send = async (...users: string[]): Promise<string[]> => {
    const ids = []
    for (const userId of users) {
      const answer = await (instance as TestInstance).call(soapMessage([{ userId }])).expect(200)
      ids.push(answer.headers.sap_messageprocessinglogid as string)
    }
    await settled()
    return ids
  }
  const one = async (kind: string, id = '', run = 0, body = {}): Promise<string> => {
    const path = `/deliveries/${id}/0/directory/${run}/actions/${kind}`
    const { body: done } = await api.post(path, body).expect(200)
    await settled()
    return done.actionId
  }
  const ended = (id: string) =>
    settledOrTimeout(async () => {
      await api.runDue()
      return (await action(id)).state === 'finished'
    }, `action ${id} to end`)
  const many = async (kind: string, filter: object, body = {}): Promise<string> => {
    const path = `/deliveries/actions/${kind}`
    const { body: started } = await api.post(path, { filter, ...body }).expect(202)
    await ended(started.actionId)
    await settled()
    return started.actionId
  }
  const action = (id: string) => api.read(`/actions/${id}`)
  const itemsOf = async (id: string, query = {}) =>
    (await api.read(`/actions/${id}/items`, query)).items as {
      messageId: string
      outcome: string | null
    }[]
  const idsOf = async (id: string, outcome: string) =>
    (await itemsOf(id, { outcome })).map(({ messageId }) => messageId)

  it('tells how many of a replay completed and failed again, and which', async () => {
    failing = new Set(['a', 'b', 'c', 'd'])
    const [a, b, c, d] = await send('a', 'b', 'c', 'd')
    failing = new Set(['b', 'd'])
    const id = await many('replay', { handler: 'directory', state: 'failed' })
    const counts = { ...NO_OUTCOMES, counted: 4, completed: 2, failed: 2 }
    expect(await action(id)).toMatchObject({ state: 'finished', done: 4, outcomes: counts })
    const { body: listed } = await api.get('/actions').expect(200)
    expect(listed.items[0]).toMatchObject({ id, outcomes: counts })
    expect(await idsOf(id, 'failed')).toEqual([d, b])
    expect(await idsOf(id, 'completed')).toEqual([c, a])
    expect(await idsOf(id, 'running')).toEqual([])
    expect((await itemsOf(id, { outcome: 'failed', limit: 1 }))[0]).toEqual({
      messageId: d,
      ordinal: 0,
      handler: 'directory',
      run: 0,
      result: 'done',
      receivedAt: expect.any(String),
      type: expect.any(String),
      subject: expect.objectContaining({ key: 'd' }),
      outcome: 'failed',
      outcomeRun: 0,
      reasonCode: 'rejected',
      edit: null,
    })
  })

  it('tells what still waits, and what was already other than the action wanted', async () => {
    failing = new Set(['a', 'b'])
    const [a] = await send('a', 'b')
    await api.post('/handlers/directory/actions/hold').expect(200)
    // Its own runner would be faster than the test.
    await instance?.stop()
    instance = null
    const { body } = await api.post('/deliveries/actions/replay', { filter: {} }).expect(202)
    await api
      .post(`/deliveries/${a}/0/directory/0/actions/skip`, { comment: 'by hand' })
      .expect(200)
    expect((await action(body.actionId)).outcomes).toEqual(NO_OUTCOMES)
    await ended(body.actionId)
    expect(await action(body.actionId)).toMatchObject({
      matched: 2,
      done: 1,
      outcomes: { ...NO_OUTCOMES, counted: 1, waiting: 1 },
    })
    await api.post('/handlers/directory/actions/resume').expect(200)
  })

  it('a single replay that fails again is no success, also when a later one completes', async () => {
    failing = new Set(['a'])
    const [a] = await send('a')
    const first = await one('replay', a)
    expect((await action(first)).outcomes).toEqual({ ...NO_OUTCOMES, counted: 1, failed: 1 })
    failing = new Set()
    const second = await one('replay', a)
    expect((await action(first)).outcomes).toEqual({ ...NO_OUTCOMES, counted: 1, replayedLater: 1 })
    expect((await action(second)).outcomes).toEqual({ ...NO_OUTCOMES, counted: 1, completed: 1 })
    // A run of its own says nothing about the run before.
    await one('rerun', a)
    expect((await action(second)).outcomes).toEqual({ ...NO_OUTCOMES, counted: 1, completed: 1 })
  })

  it('a re-run is judged by the run that it added', async () => {
    const [a, b] = await send('a', 'b')
    failing = new Set(['b'])
    const id = await many('rerun', {})
    expect((await action(id)).outcomes).toEqual({
      ...NO_OUTCOMES,
      counted: 2,
      completed: 1,
      failed: 1,
    })
    expect(await itemsOf(id)).toMatchObject([
      { messageId: b, run: 0, outcome: 'failed', outcomeRun: 1 },
      { messageId: a, run: 0, outcome: 'completed', outcomeRun: 1 },
    ])
    failing = new Set(['a'])
    // Of the first run, though there is a second one: this adds the third.
    const third = await one('rerun', a, 0)
    expect(await itemsOf(third)).toMatchObject([{ run: 0, outcome: 'failed', outcomeRun: 2 }])
  })

  it('what was skipped is skipped, and not completed', async () => {
    failing = new Set(['a', 'b'])
    await send('a', 'b')
    const id = await many('skip', { state: 'failed' }, { comment: 'by hand' })
    expect((await action(id)).outcomes).toEqual({ ...NO_OUTCOMES, counted: 2, skipped: 2 })
  })

  it('counts no further than its bound, and pages through what has one outcome', async () => {
    await send('a')
    const { rows } = await bed.db.query(
      `with made as (
         insert into action (id, kind, issuer, client_id, tenant, requested_at, state, matched, done)
         select gen_random_uuid(), 'replay', 'i', 'c', 't', now(), 'finished', 10000, 10100 returning id
       ), given as (
         select m.id as action_id, d.*, (lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000')::uuid as new_id, n
         from made m, (select * from delivery limit 1) d, generate_series(1, 10100) n
       ), items as (
         insert into action_item (message_id, ordinal, handler_id, run, action_id, result)
         select new_id, ordinal, handler_id, run, action_id, 'done' from given
       ), deliveries as (
         insert into delivery (message_id, ordinal, handler_id, run, subject_id, position, state, holds_place, late)
         select new_id, ordinal, handler_id, run, subject_id, position + n,
           case when n = 3 then 'failed' else 'completed' end, false, false from given
       )
       select id from made`,
    )
    const id = rows[0].id as string
    const { outcomes } = await action(id)
    expect(outcomes).toMatchObject({ counted: 10_000, atLeast: true })
    const pages = []
    let cursor: string | null = null
    do {
      const query: object = { outcome: 'failed', ...(cursor === null ? {} : { cursor }) }
      const { body } = await api.get(`/actions/${id}/items`, query).expect(200)
      pages.push(body.items.length)
      cursor = body.next
    } while (cursor !== null)
    // 2,000 items a page, the failed one among the last.
    expect(pages).toEqual([0, 0, 0, 0, 0, 1])
    // Two large actions share what one page counts.
    await bed.db.query(
      `with made as (
         insert into action (id, kind, issuer, client_id, tenant, requested_at, state, matched, done)
         select gen_random_uuid(), 'replay', 'i', 'c', 't', now(), 'finished', 10000, 10100 returning id
       ) insert into action_item (message_id, ordinal, handler_id, run, action_id, result)
       select message_id, ordinal, handler_id, run, made.id, result from action_item, made
       where action_id = $1`,
      [id],
    )
    const { body: listed } = await api.get('/actions').expect(200)
    const shares = listed.items.map((item: { outcomes: object }) => item.outcomes)
    expect(shares).toMatchObject([
      { counted: 5_000, atLeast: true },
      { counted: 5_000, atLeast: true },
    ])
  })

  it('stands in the OpenAPI document', async () => {
    const { body } = await api.get('/openapi.json').expect(200)
    const { Action, ActionOutcomes, ActionItem } = body.components.schemas
    expect(JSON.stringify(Action.properties.outcomes)).toContain('ActionOutcomes')
    expect(Object.keys(ActionOutcomes.properties)).toEqual(Object.keys(NO_OUTCOMES))
    expect(JSON.stringify(ActionItem.properties.outcome)).toContain('replayedLater')
    const { parameters } = body.paths['/actions/{id}/items'].get
    expect(parameters.map(({ name }: { name: string }) => name)).toContain('outcome')
  })
})
