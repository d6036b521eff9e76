import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { deleteActions } from '../../lib/store/retention/delete-old-rows.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const TYPE = 'com.example.'
const NO_ID = '00000000-0000-0000-0000-000000000000'

describe('a handler that is stopped and resumed with care', () => {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations
  let done: string[] = []

  const directory: HandlerDefinition = {
    on: '*',
    retry: { attempts: 1 },
    run: (event) => void done.push(event.key('userId') as string),
  }
  const hires: HandlerDefinition = { on: `${TYPE}Hire`, run: () => undefined }

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    done = []
    await bed.reset()
    api = await startOperations(bed)
    instance = await bed.startInstance({ handlers: { directory, hires } })
  })
  afterEach(async () => {
    await instance.stop()
    await api.stop()
    expect(api.internalErrors).toEqual([])
    expect(api.failures).toEqual([])
  })

  const handler = async (name = 'directory') => (await api.get(`/handlers/${name}`)).body
  const states = () =>
    bed.rows(
      `select d.state, d.reason_code from delivery d join handler h on h.id = d.handler_id
       where h.name = 'directory' order by d.message_id, d.ordinal`,
    )
  /** The instance may have taken an action before the runner of the test. */
  const allDone = async () => {
    while (await api.runDue());
    await bed.found(0, `select from action where state = 'running'`)
  }

  it('says who holds it and since when, and where the reason is', async () => {
    expect(await handler()).toMatchObject({ state: 'running', hold: null })
    const comment = 'the target is rebuilt'
    const { body } = await api.post('/handlers/directory/actions/hold', { comment }).expect(200)
    const [action] = await bed.rows('select * from action')
    expect((await handler()).hold).toEqual({
      actionId: body.actionId,
      since: expect.any(String),
      all: false,
      by: {
        issuer: action?.issuer,
        clientId: action?.client_id,
        tenant: action?.tenant,
        person: null,
      },
    })
    expect(new Date((await handler()).hold.since)).toEqual(action?.requested_at)
    expect((await api.read(`/actions/${body.actionId}`)).comment).toBe(comment)
    await api.post('/handlers/directory/actions/resume').expect(200)
    expect((await handler()).hold).toBeNull()
  })

  it('does not end a hold that its user has not seen', async () => {
    const hold = async (comment: string) =>
      (await api.post('/handlers/directory/actions/hold', { comment }).expect(200)).body.actionId
    const first = await hold('the target is slow')
    await api.post('/handlers/directory/actions/resume', { hold: first }).expect(200)
    const second = await hold('a restore runs: do not resume')
    for (const kind of ['resume', 'skip-waiting']) {
      const outdated = { hold: first, comment: 'from an old page' }
      const { body } = await api.post(`/handlers/directory/actions/${kind}`, outdated).expect(409)
      expect(body.error.code).toBe('held_again')
    }
    expect((await handler()).hold).toMatchObject({ actionId: second })
    await api.post('/handlers/directory/actions/resume', { hold: second }).expect(200)
    const late = await api.post('/handlers/directory/actions/resume', { hold: second }).expect(409)
    expect(late.body.error.code).toBe('not_held')
  })

  it('keeps the action that holds it longer than other actions', async () => {
    const { body } = await api.post('/handlers/directory/actions/hold').expect(200)
    await api.post('/handlers/hires/actions/hold').expect(200)
    await api.post('/handlers/hires/actions/resume').expect(200)
    await deleteActions(bed.db, NO_ID, -1_000)
    expect(await bed.rows('select id from action')).toEqual([{ id: body.actionId }])
    expect((await handler()).hold).toMatchObject({ actionId: body.actionId })
  })

  it('skips what waits, and only then lets it run', async () => {
    await api.post('/handlers/directory/actions/hold').expect(200)
    await instance.send(['a', 'b'])
    await instance.send(['a'])
    const skip = (body: object) => api.post('/handlers/directory/actions/skip-waiting', body)
    await skip({ filter: {} }).expect(400)
    const comment = 'loaded by a file'
    const counted = await skip({ filter: {}, comment, dryRun: true }).expect(202)
    expect(counted.body).toEqual({ actionId: null, matched: 3, atLeast: false })
    const started = await skip({ filter: {}, comment }).expect(202)
    expect(started.body).toMatchObject({ matched: 3 })
    // It comes after the count: it runs.
    await instance.send(['c'])
    await allDone()
    expect(await handler()).toMatchObject({ state: 'running', hold: null })
    await settledOrTimeout(
      async () => (await states()).some(({ state }) => state === 'completed'),
      'the later event to run',
    )
    expect(done).toEqual(['c'])
    const skipped = { state: 'cancelled', reason_code: 'cancelled_by_operator' }
    expect(await states()).toEqual([
      skipped,
      skipped,
      skipped,
      { state: 'completed', reason_code: null },
    ])
    const { body } = await api.get('/actions', { kind: 'resume' }).expect(200)
    expect(body.items).toMatchObject([{ comment, detail: { handler: 'directory' } }])
    const again = await skip({ filter: {}, comment }).expect(409)
    expect(again.body.error.code).toBe('not_held')
  })

  it('resumes a handler also if nothing waits any more', async () => {
    await api.post('/handlers/directory/actions/hold').expect(200)
    const body = { filter: {}, comment: 'nothing came' }
    await api.post('/handlers/directory/actions/skip-waiting', body).expect(202)
    await allDone()
    expect(await handler()).toMatchObject({ state: 'running' })
  })

  it('resumes a handler that was held in the database', async () => {
    await bed.db.query(`update handler set state = 'held' where name = 'directory'`)
    expect(await handler()).toMatchObject({ held: true, hold: null })
    const body = { filter: {}, comment: 'nothing came' }
    await api.post('/handlers/directory/actions/skip-waiting', body).expect(202)
    await allDone()
    expect(await handler()).toMatchObject({ state: 'running' })
  })

  it('leaves it held if the skipping is stopped', async () => {
    await api.post('/handlers/directory/actions/hold').expect(200)
    await instance.send(['a'])
    // Its own runner would be faster than the test.
    await instance.stop()
    const body = { filter: {}, comment: 'a mistake' }
    const started = await api.post('/handlers/directory/actions/skip-waiting', body).expect(202)
    await api.post(`/actions/${started.body.actionId}/actions/stop`).expect(200)
    await allDone()
    expect(await handler()).toMatchObject({ state: 'held' })
    expect(await states()).toEqual([{ state: 'waiting', reason_code: null }])
  })

  it('cancels no more once another user has resumed the handler', async () => {
    await api.post('/handlers/directory/actions/hold').expect(200)
    // One more than a batch.
    await instance.send(Array.from({ length: 201 }, (_, number) => `u-${number}`))
    // Its own runner would be faster than the test.
    await instance.stop()
    const body = { filter: {}, comment: 'loaded by a file' }
    const skip = await api.post('/handlers/directory/actions/skip-waiting', body).expect(202)
    await api.runDue()
    await api.post('/handlers/directory/actions/resume').expect(200)
    await allDone()
    expect((await states()).filter(({ state }) => state === 'waiting')).toHaveLength(1)
    const action = await api.read(`/actions/${skip.body.actionId}`)
    expect(action).toMatchObject({ state: 'stopped', errorCode: 'not_held', done: 200 })
    const later = await api.post('/handlers/directory/actions/hold').expect(200)
    expect((await handler()).hold.actionId).toBe(later.body.actionId)
  })

  it('leaves it held if another user has held it again meanwhile', async () => {
    await api.post('/handlers/directory/actions/hold').expect(200)
    await instance.send(['a'])
    // Its own runner would be faster than the test.
    await instance.stop()
    const body = { filter: {}, comment: 'loaded by a file' }
    await api.post('/handlers/directory/actions/skip-waiting', body).expect(202)
    await bed.db.query(`update handler set hold_id = $1 where name = 'directory'`, [NO_ID])
    await allDone()
    expect(await handler()).toMatchObject({ state: 'held' })
  })

  it('holds all handlers by one action, and resumes them by one; earlier holds stay', async () => {
    await api.post('/handlers/hires/actions/hold', { comment: 'of its own' }).expect(200)
    const comment = 'SuccessFactors is copied'
    const { body } = await api.post('/handlers/actions/hold', { comment }).expect(200)
    expect(await handler()).toMatchObject({ state: 'held', hold: { actionId: body.actionId } })
    expect((await handler('hires')).hold.actionId).not.toBe(body.actionId)
    expect((await api.get(`/actions/${body.actionId}`)).body).toMatchObject({
      ...{ kind: 'hold', comment, matched: 1, detail: { handlers: ['directory'] } },
    })
    const again = await api.post('/handlers/actions/hold').expect(409)
    expect(again.body.error.code).toBe('already_held')
    expect([(await handler()).hold.all, (await handler('hires')).hold.all]).toEqual([true, false])
    await api.post('/handlers/actions/resume').expect(200)
    expect([(await handler()).state, (await handler('hires')).state]).toEqual(['running', 'held'])
    const none = await api.post('/handlers/actions/resume').expect(409)
    expect(none.body.error.code).toBe('not_all_held')
    expect((await handler('hires')).state).toBe('held')
  })

  it('counts the events of a backfill by their types', async () => {
    await instance.send(['a', 'b'], `${TYPE}Hire`)
    await instance.send(['a'], `${TYPE}Leave`)
    await settledOrTimeout(async () => done.length === 3, 'all to run')
    const late = await bed.startInstance({ handlers: { directory, late: { ...directory } } })
    const counts = async (name: string, filter: object = {}) =>
      (await api.post(`/handlers/${name}/actions/preview-backfill`, { filter }).expect(200)).body
    expect(await counts('late')).toEqual({
      types: [
        { type: `${TYPE}Hire`, events: 2 },
        { type: `${TYPE}Leave`, events: 1 },
      ],
      atLeast: false,
    })
    expect(await counts('late', { to: '2020-01-01T00:00:00Z' })).toMatchObject({ types: [] })
    expect(await counts('directory')).toMatchObject({ types: [] })
    await api.post('/handlers/nobody/actions/preview-backfill', { filter: {} }).expect(404)
    await late.stop()
  })

  it('leaves out of the preview what the handler does not take', async () => {
    await instance.send(['a'], `${TYPE}Leave`)
    const { body } = await api
      .post('/handlers/hires/actions/preview-backfill', { filter: {} })
      .expect(200)
    expect(body).toEqual({ types: [], atLeast: false })
  })
})
