import { describe, expect, it } from '@jest/globals'
import { reject } from '../../lib/handler.ts'
import { failing, MANY, sound, useBulkActions, usersOf } from '../support/bulk-actions-bed.ts'
import { openedJson } from '../support/opened.ts'
import { startOperations } from '../support/operations-bed.ts'
import { HIRE } from '../support/soap-message.ts'

describe('actions for many', () => {
  const test = useBulkActions()
  const { given, send, states, start, progress, runToEnd } = test

  it('counts first, then processes batch by batch, and shows its progress', async () => {
    await given({ failing, sound }, [usersOf(MANY)])
    const filter = { handler: 'failing', state: 'failed' }
    const dry = await test.api
      .post('/deliveries/actions/replay', { filter, dryRun: true })
      .expect(202)
    expect(dry.body).toEqual({ actionId: null, matched: MANY, atLeast: false })
    expect(await test.api.runDue()).toBe(false)

    const { body } = await test.api
      .post('/deliveries/actions/replay', { filter, comment: 'the target is back' })
      .expect(202)
    expect(body).toMatchObject({ matched: MANY, atLeast: false })
    expect(await progress(body.actionId)).toMatchObject({
      state: 'running',
      matched: MANY,
      done: 0,
    })
    expect(await test.api.runDue()).toBe(true)
    expect(await progress(body.actionId)).toMatchObject({ state: 'running', done: 200 })
    expect(await states()).toEqual({ completed: MANY, failed: 50, waiting: 200 })
    expect(await runToEnd()).toBe(1)
    expect(await progress(body.actionId)).toMatchObject({
      kind: 'replay',
      filter,
      state: 'finished',
      done: MANY,
      refused: 0,
      errorCode: null,
      finishedAt: expect.any(String),
    })
    expect(await states()).toEqual({ completed: MANY, waiting: MANY })
    expect(test.api.due).toBe(2)
    const { body: items } = await test.api
      .get(`/actions/${body.actionId}/items`, { limit: 200, result: 'done' })
      .expect(200)
    const { body: rest } = await test.api
      .get(`/actions/${body.actionId}/items`, { limit: 200, cursor: items.next })
      .expect(200)
    expect(items.items.length + rest.items.length).toBe(MANY)
    expect(rest.next).toBeNull()
  })

  it('skips, cancels and edits many; without a state it means what the action can be done on', async () => {
    await given({ failing }, [['a', 'b'], ['a', 'b'], ['c']])
    expect(await states()).toEqual({ failed: 3, waiting: 2 })
    await test.api.post('/deliveries/actions/skip', { filter: {} }).expect(400)
    await test.api.post('/deliveries/actions/cancel', { filter: {}, dryRun: true }).expect(400)
    const event = { keys: [{ name: 'userId', value: 'x' }] }
    await test.api.post('/deliveries/actions/edit', { filter: {}, event }).expect(400)
    await test.api.post('/deliveries/actions/edit', { filter: {} }).expect(400)
    await test.api.post('/deliveries/actions/replay', { filter: { text: 'a' } }).expect(400)
    await test.api.post('/deliveries/actions/replay', {}).expect(400)

    const edit = await start('/deliveries/actions/edit', {
      filter: { person: { key: 'c' } },
      event: { type: 'com.example.Right' },
    })
    await runToEnd()
    expect(await progress(edit)).toMatchObject({
      matched: 1,
      done: 1,
      filter: { subjects: [expect.any(String)] },
    })
    const edited = openedJson('editedEvent', 'edited_event', 'body')
    expect(await test.bed.rows(`select ${edited} as event from edited_event`)).toEqual([
      { event: expect.objectContaining({ type: 'com.example.Right', entityType: 'EmpJob' }) },
    ])

    const skip = await start('/deliveries/actions/skip', { filter: {}, comment: 'done by hand' })
    await runToEnd()
    expect(await progress(skip)).toMatchObject({ matched: 2, done: 2, refused: 0 })
    expect(await states()).toEqual({ skipped: 2, waiting: 3 })

    const cancel = await start('/deliveries/actions/cancel', {
      filter: { handler: 'failing' },
      comment: 'not wanted',
    })
    await runToEnd()
    expect(await progress(cancel)).toMatchObject({ matched: 3, done: 3 })
    expect(await states()).toEqual({ cancelled: 3, skipped: 2 })
    const { rows: lanes } = await test.bed.db.query(
      'select distinct waiting, due_at, status from lane',
    )
    expect(lanes).toEqual([{ waiting: 0, due_at: null, status: 'open' }])
  })

  it('runs many once more, each once, and ends', async () => {
    await given({ sound }, [usersOf(MANY), ['u1']])
    const id = await start('/deliveries/actions/rerun', { filter: { handler: 'sound' } })
    await test.api.runDue()
    // Runs that were added and are done do not count again.
    await test.bed.db.query(
      `update delivery set state = 'completed', holds_place = false where run > 0`,
    )
    await runToEnd()
    expect(await progress(id)).toMatchObject({ state: 'finished', done: MANY + 1, refused: 0 })
    const { rows } = await test.bed.db.query(
      'select max(run) as run, count(*)::int as count from delivery',
    )
    expect(rows).toEqual([{ run: 1, count: 2 * (MANY + 1) }])
  })

  it('leaves alone what was recorded after it was asked for', async () => {
    await given({ failing }, [['a']])
    const id = await start('/deliveries/actions/replay', { filter: {} })
    // It fails as it is recorded; the instance only receives, so the action is left to the test.
    const failsAtOnce = { ...failing, orderBy: () => reject('cannot tell') }
    const environment = { ROLE: 'ingest' }
    await test.startInstance({ handlers: { failing: failsAtOnce }, environment })
    await send(['b'])
    expect((await states()).failed).toBe(2)
    await runToEnd()
    expect(await progress(id)).toMatchObject({ matched: 1, done: 1 })
    expect(await states()).toEqual({ failed: 1, waiting: 1 })
  })

  it('notes what another was faster with', async () => {
    await given({ failing }, [['a', 'b']])
    const id = await start('/deliveries/actions/rerun', { filter: {} })
    await test.bed.db.query(`update delivery set holds_place = false where ordinal = 0`)
    await runToEnd()
    expect(await progress(id)).toMatchObject({ matched: 0, done: 1, refused: 0 })
  })

  it('stops behind the batch that is under way', async () => {
    await given({ failing }, [usersOf(MANY)])
    const id = await start('/deliveries/actions/replay', { filter: { type: HIRE } })
    await test.api.runDue()
    const { body } = await test.api.post(`/actions/${id}/actions/stop`).expect(200)
    expect(body).toMatchObject({ state: 'stopped', done: 200, matched: MANY })
    expect(await runToEnd()).toBe(0)
    expect(await states()).toEqual({ failed: 50, waiting: 200 })
    const again = await test.api.post(`/actions/${id}/actions/stop`).expect(409)
    expect(again.body.error.code).toBe('action_ended')
    await test.api.post('/actions/01990000-0000-7000-8000-000000000001/actions/stop').expect(404)
  })

  it('goes on in another instance when one dies, and does nothing twice', async () => {
    await given({ failing }, [usersOf(MANY)])
    const id = await start('/deliveries/actions/replay', { filter: {} })
    await test.api.runDue()
    // Another instance has leased it, and is never heard of again.
    await test.bed.db.query(
      `update action set leased_by = gen_random_uuid(), due_at = now() + interval '1 hour'`,
    )
    expect(await test.api.runDue()).toBe(false)
    await test.bed.db.query(`update action set due_at = now() - interval '1 second'`)
    const second = await startOperations(test.bed)
    await Promise.all([test.api.runDue(), second.runDue()])
    await runToEnd()
    await second.stop()
    expect(await progress(id)).toMatchObject({ state: 'finished', done: MANY, refused: 0 })
    const { rows } = await test.bed.db.query('select count(*)::int as count from action_item')
    expect(rows).toEqual([{ count: MANY }])
  })

  it('fills a handler up with past messages, in instances that have it', async () => {
    const asked: string[][] = []
    await given({ sound }, [['a'], ['b'], ['c']], {
      backfill: async (ids) => {
        asked.push([...ids])
        return { done: ids.length - 1, refused: 1 }
      },
    })
    const { rows } = await test.bed.db.query(
      `insert into handler (name, definition) values ('added', '{}') returning id`,
    )
    const path = '/handlers/added/actions/backfill'
    const filter = { types: [HIRE], company: 'ACME', from: '2020-01-01T00:00:00Z' }
    const dry = await test.api.post(path, { filter, dryRun: true }).expect(202)
    expect(dry.body).toEqual({ actionId: null, matched: 3, atLeast: false })
    for (const other of [
      { types: ['other'] },
      { company: 'OTHER' },
      { to: '2020-01-01T00:00:00Z' },
    ]) {
      const { body } = await test.api.post(path, { filter: other, dryRun: true }).expect(202)
      expect(body.matched).toBe(0)
    }
    const known = await test.api
      .post('/handlers/sound/actions/backfill', { filter: {}, dryRun: true })
      .expect(202)
    expect(known.body.matched).toBe(0)
    await test.api.post('/handlers/unknown/actions/backfill', { filter: {} }).expect(404)

    const id = await start(path, { filter })
    expect(await test.api.runDue()).toBe(false)
    const having = await startOperations(test.bed, {
      handlerIds: [rows[0].id],
      backfill: async (ids, handlerId) => {
        expect(handlerId).toBe(rows[0].id)
        asked.push([...ids])
        return { done: ids.length - 1, refused: 1 }
      },
    })
    expect(await having.runDue()).toBe(true)
    await having.stop()
    expect(asked).toEqual([[expect.any(String), expect.any(String), expect.any(String)]])
    expect(await progress(id)).toMatchObject({
      kind: 'backfill',
      state: 'finished',
      matched: 3,
      done: 2,
      refused: 1,
      detail: { handler: 'added' },
    })
    await test.bed.db.query(`update handler set retired_at = now() where name = 'added'`)
    const gone = await test.api.post(path, { filter: {} }).expect(409)
    expect(gone.body.error.code).toBe('handler_retired')
  })
})
