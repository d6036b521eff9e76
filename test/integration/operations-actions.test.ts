import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type request from 'supertest'
import type { Grant } from '../../lib/auth/caller.ts'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { openedText } from '../support/opened.ts'
import { startOperations, type TestOperations } from '../support/operations-bed.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

/** One that is not done counts as an open run of itself. */
const NOT_DONE = /^(not_done|already_open)$/

describe('actions on one delivery and on handlers', () => {
  let bed: TestBed
  let instance: TestInstance
  let api: TestOperations
  let broken = true
  /** what the handler saw: key, run's key, whether it is a replay */
  let seen: { user: string; key: string; isReplay: boolean }[] = []

  const directory: HandlerDefinition = {
    on: '*',
    retry: { attempts: 1 },
    run(event, { idempotencyKey, isReplay }) {
      const user = event.key('userId') as string
      seen.push({ user, key: idempotencyKey, isReplay })
      if (broken && user.startsWith('bad')) reject('not now')
    },
  }

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    broken = true
    seen = []
    await bed.reset()
    api = await startOperations(bed)
  })
  afterEach(async () => {
    await instance.stop()
    await api.stop()
    expect(api.internalErrors).toEqual([])
  })
  const start = async (handlers: Record<string, HandlerDefinition> = { directory }) => {
    instance = await bed.startInstance({ handlers })
  }
  const send = (...users: string[]) => instance.send(users)
  const stateOf = async (id: string, ordinal = 0, run = 0) => {
    const [row] = await bed.rows(
      `select state, holds_place, reason_code, ${openedText('delivery', 'delivery', 'comment')} as comment, edit, counted_attempts from delivery
       where message_id = $1 and ordinal = $2 and run = $3 order by handler_id limit 1`,
      ...[id, ordinal, run],
    )
    return row
  }
  const reaches = (state: string, id: string, ordinal = 0, run = 0) =>
    settledOrTimeout(
      async () => (await stateOf(id, ordinal, run))?.state === state,
      `${id} ${ordinal} ${run} to be ${state}`,
    )
  const act = (kind: string, id: string, body: object = {}, place = '0/directory/0') =>
    api.post(`/deliveries/${id}/${place}/actions/${kind}`, body)
  const refused = async (code: string | RegExp, test: request.Test) => {
    const { body } = await test.expect(409)
    const expected = typeof code === 'string' ? code : expect.stringMatching(code)
    expect(body.error).toEqual({
      code: expected,
      message: expect.stringMatching(/^expected .*: .+/),
    })
  }

  it('replays a failed delivery at its place, with its key; its lane drains in order', async () => {
    await start()
    const first = await send('bad')
    const second = await send('bad')
    await reaches('failed', first)
    expect(await stateOf(second)).toMatchObject({ state: 'waiting' })
    await refused('not_failed', act('replay', second))
    broken = false
    const { body } = await act('replay', first, { comment: 'the target is back' }).expect(200)
    expect(body).toEqual({ actionId: expect.any(String), result: 'done' })
    expect(api.due).toBe(1)
    await reaches('completed', second)
    expect(seen.map(({ key }) => key.split(':')[0])).toEqual([first, first, second])
    expect(seen[0]?.key).toBe(seen[1]?.key)
    await refused('not_failed', act('replay', first))

    const { body: action } = await api.get(`/actions/${body.actionId}`).expect(200)
    expect(action).toMatchObject({
      kind: 'replay',
      comment: 'the target is back',
      state: 'finished',
      matched: 1,
      done: 1,
      refused: 0,
      filter: null,
      detail: null,
      by: { clientId: expect.stringContaining('operator'), person: null },
    })
    const { body: items } = await api.get(`/actions/${body.actionId}/items`).expect(200)
    expect(items.items).toEqual([
      {
        messageId: first,
        ordinal: 0,
        handler: 'directory',
        run: 0,
        result: 'done',
        receivedAt: expect.any(String),
        type: expect.stringMatching(/Hire$/),
        subject: expect.objectContaining({ kind: 'userId' }),
        outcome: 'completed',
        outcomeRun: 0,
        reasonCode: null,
        edit: null,
      },
    ])
    const { body: message } = await api.get(`/messages/${first}`).expect(200)
    expect(message.actions).toEqual([
      expect.objectContaining({ actionId: body.actionId, kind: 'replay', result: 'done' }),
    ])
    const { body: list } = await api.get('/actions', { messageId: first, count: true }).expect(200)
    expect(list).toMatchObject({ items: [{ id: body.actionId }], count: { count: 1 } })
  })

  it('edits and replays: the same place, a new key, the original stays', async () => {
    await start()
    const id = await send('bad1')
    await reaches('failed', id)
    const change = { type: 'com.example.Changed', effectiveStartDate: '2027-02-01' }
    await act('edit', id, { event: change, comment: 'a wrong type' }).expect(200)
    await settledOrTimeout(() => seen.length === 2, 'the edited form to run')
    await reaches('failed', id)
    const keys = [{ name: 'userId', value: 'good-one' }]
    await act('edit', id, { event: { keys } }).expect(200)
    await reaches('completed', id)
    expect(seen.map(({ user }) => user)).toEqual(['bad1', 'bad1', 'good-one'])
    expect(new Set(seen.map(({ key }) => key)).size).toBe(3)
    expect(await stateOf(id)).toMatchObject({ edit: 2 })
    await refused('not_failed', act('edit', id, { event: { type: 'x' } }))

    const { body: masked } = await api.get(`/messages/${id}`).expect(200)
    expect(masked.edits.map((edit: { edit: number }) => edit.edit)).toEqual([1, 2])
    // It has not the form of an id: it may be a name.
    expect(masked.edits[1].content.keys[0].value).toBe('‹userId›')
    const { body } = await api.get(`/messages/${id}`, { reveal: true }).expect(200)
    expect(body.events[0].content.keys[0].value).toBe('bad1')
    expect(body.edits[1].content).toEqual({
      ...body.events[0].content,
      type: 'com.example.Changed',
      effectiveStartDate: { sent: '2027-02-01', iso: '2027-02-01' },
      keys,
    })
    const { body: delivery } = await api
      .get(`/deliveries/${id}/0/directory/0`, { reveal: true })
      .expect(200)
    expect(delivery.content.keys).toEqual(keys)
    const { body: actions } = await api.get('/actions', { kind: 'edit' }).expect(200)
    expect(actions.items.map(({ detail }: { detail: unknown }) => detail)).toEqual([
      { changed: ['keys'], edit: 2 },
      { changed: ['type', 'effectiveStartDate'], edit: 1 },
    ])
  })

  it('refuses edits of what identifies an event, and edits of nothing', async () => {
    await start()
    const id = await send('bad')
    await reaches('failed', id)
    for (const event of [{}, { eventId: 'x' }, { keys: [{ name: 'a' }] }, { type: 5 }, 'x']) {
      await act('edit', id, { event }).expect(400)
    }
    await act('edit', id).expect(400)
    await act('replay', id, { event: { type: 'x' } }).expect(400)
    expect(await stateOf(id)).toMatchObject({ state: 'failed', edit: 0 })
  })

  it('does not edit what cannot be read any more', async () => {
    await start()
    const id = await send('bad')
    await reaches('failed', id)
    await bed.db.query(`update message set key_id = null, body = 'x'`)
    await refused('event_unreadable', act('edit', id, { event: { type: 'x' } }))
    expect(await stateOf(id)).toMatchObject({ state: 'failed', edit: 0 })
    const { body } = await api.get(`/messages/${id}`).expect(200)
    expect(body.events[0].content).toBeNull()
  })

  it('skips with a reason, and the lane goes on', async () => {
    await start()
    const first = await send('bad')
    const second = await send('bad')
    await reaches('failed', first)
    broken = false
    const { body } = await act('skip', first).expect(400)
    expect(body.error.details).toEqual([
      { in: 'body', field: 'comment', message: expect.stringContaining('expected string') },
    ])
    await act('skip', first, { comment: 'x'.repeat(501) }).expect(400)
    await act('skip', first, { comment: 'done by hand' }).expect(200)
    await reaches('completed', second)
    expect(await stateOf(first)).toEqual({
      state: 'skipped',
      holds_place: false,
      reason_code: 'skipped_by_operator',
      comment: 'done by hand',
      edit: 0,
      counted_attempts: 1,
    })
    expect((await api.get(`/messages/${first}`).expect(200)).body.status).toBe('DISCARDED')
    const { body: skipped } = await api.get('/deliveries', { state: 'skipped' }).expect(200)
    expect(skipped.items).toEqual([expect.objectContaining({ comment: 'done by hand' })])
    await refused('not_failed', act('skip', first, { comment: 'again' }))
  })

  it('cancels what has not run', async () => {
    await start()
    const first = await send('bad')
    const second = await send('bad')
    await reaches('failed', first)
    await act('cancel', second).expect(400)
    await act('cancel', second, { comment: 'sent by mistake' }).expect(200)
    expect(await stateOf(second)).toMatchObject({
      state: 'cancelled',
      holds_place: false,
      reason_code: 'cancelled_by_operator',
      comment: 'sent by mistake',
    })
    await refused('already_done', act('cancel', second, { comment: 'again' }))
    const { rows } = await bed.db.query('select status, waiting from lane')
    expect(rows).toEqual([{ status: 'parked', waiting: 1 }])
  })

  it('releases what waits for a retry or a date', async () => {
    const handlers: Record<string, HandlerDefinition> = {
      directory: {
        on: '*',
        retry: { attempts: 5, firstDelayMs: 3_600_000 },
        run() {
          seen.push({ user: 'a', key: '', isReplay: false })
          if (broken) throw new Error('down')
        },
      },
      later: {
        on: '*',
        startAt: () => new Date(Date.now() + 86_400_000),
        meanwhile: 'overtake',
        run: () => undefined,
      },
    }
    await start(handlers)
    const id = await send('a')
    await reaches('retrying', id)
    broken = false
    await refused(NOT_DONE, act('rerun', id))
    await act('release', id).expect(200)
    await settledOrTimeout(() => seen.length === 2, 'the retry')
    await reaches('completed', id)
    await refused('not_scheduled', act('release', id))
    await act('release', id, {}, '0/later/0').expect(200)
    await settledOrTimeout(async () => {
      const { body } = await api.get(`/messages/${id}`).expect(200)
      return body.status === 'COMPLETED'
    }, 'both to be done')
  })

  it('runs what is done once more, as a replay with a key of its own', async () => {
    await start()
    const id = await send('good')
    const other = await send('bad')
    await reaches('completed', id)
    await reaches('failed', other)
    await refused(NOT_DONE, act('rerun', other))
    await api.post('/handlers/directory/actions/hold').expect(200)
    await act('rerun', id, { comment: 'the target lost it' }).expect(200)
    expect(await stateOf(id, 0, 1)).toMatchObject({ state: 'waiting', holds_place: true })
    await refused('already_open', act('rerun', id))
    await api.post('/handlers/directory/actions/resume').expect(200)
    await reaches('completed', id, 0, 1)
    const runs = seen.filter(({ user }) => user === 'good')
    expect(runs.map(({ isReplay }) => isReplay)).toEqual([false, true])
    expect(runs[1]?.key).toBe(`${runs[0]?.key}:r1`)
    const { body } = await api.get('/deliveries', { rerun: true }).expect(200)
    expect(body.items).toEqual([expect.objectContaining({ messageId: id, run: 1 })])
    const { body: old } = await api.get('/deliveries', { latest: false }).expect(200)
    expect(old.items).toEqual([expect.objectContaining({ messageId: id, run: 0 })])
  })

  it('does not touch what runs, what gave its turn up, and what is not there', async () => {
    let release: () => void = () => undefined
    await start({
      directory: {
        on: '*',
        run: () =>
          new Promise<void>((resolve) => {
            release = resolve
          }),
      },
      yielding: { on: '*', onFailure: 'skip', run: () => reject('not for us') },
    })
    const id = await send('a')
    await settledOrTimeout(async () => {
      const { body } = await api.get('/deliveries', { state: 'failed' }).expect(200)
      return body.items.length === 1
    }, 'the other handler to fail')
    await reaches('running', id)
    const { body: lanes } = await api.get('/lanes', { leased: true }).expect(200)
    expect(lanes.items).toEqual([expect.objectContaining({ handler: 'directory', leased: true })])
    const { body: running } = await api.get('/deliveries', { state: 'running' }).expect(200)
    expect(running.items).toHaveLength(1)
    expect((await api.get('/attempts', { running: true }).expect(200)).body.items).toHaveLength(1)
    await refused('running', act('cancel', id, { comment: 'x' }))
    release()
    await refused('no_longer_in_lane', act('replay', id, {}, '0/yielding/0'))
    await act('replay', id, {}, '0/directory/7').expect(404)
    await act('replay', id, {}, '0/unknown/0').expect(404)
    const { body } = await api.get('/actions').expect(200)
    expect(body.items).toEqual([])
  })

  it('holds a handler while receiving goes on, and lets it run again', async () => {
    await start()
    const { body } = await api
      .post('/handlers/directory/actions/hold', { comment: 'the target is rebuilt' })
      .expect(200)
    await refused('already_held', api.post('/handlers/directory/actions/hold'))
    const id = await send('good')
    expect((await api.get('/handlers/directory').expect(200)).body.state).toBe('held')
    const due = api.due
    await api.post('/handlers/directory/actions/resume').expect(200)
    expect(api.due).toBe(due + 1)
    await reaches('completed', id)
    await refused('not_held', api.post('/handlers/directory/actions/resume'))
    await api.post('/handlers/unknown/actions/hold').expect(404)
    const { body: actions } = await api.get('/actions', { state: 'finished' }).expect(200)
    expect(actions.items).toEqual([
      expect.objectContaining({ kind: 'resume', detail: { handler: 'directory' }, comment: null }),
      expect.objectContaining({
        id: body.actionId,
        kind: 'hold',
        comment: 'the target is rebuilt',
      }),
    ])
  })

  describe('by who asks', () => {
    const caller = (...grants: Grant[]) => ({
      issuer: 'https://harbour.example',
      clientId: 'page',
      tenant: 't-1',
      grants: new Set(grants),
      person: true,
      user: 'someone@example.com',
      scopes: [],
      certificate: null,
    })

    it('records the person', async () => {
      await start()
      const person = await startOperations(bed, { caller: caller('Monitor', 'Operate') })
      await person.post('/handlers/directory/actions/hold').expect(200)
      const { body } = await person.get('/actions', { client: 'page' }).expect(200)
      expect(body.items).toEqual([
        expect.objectContaining({
          by: {
            issuer: 'https://harbour.example',
            clientId: 'page',
            tenant: 't-1',
            person: 'someone@example.com',
          },
        }),
      ])
      await person.stop()
    })

    it('lets nobody see values without Reveal, or act without Operate', async () => {
      await start()
      const id = await send('bad')
      await reaches('failed', id)
      const monitor = await startOperations(bed, { caller: caller('Monitor') })
      await monitor.get(`/messages/${id}`).expect(200)
      await monitor.get('/openapi.json').expect(200)
      await monitor.post('/messages/search', { person: { key: 'bad' } }).expect(200)
      for (const refusedCall of [
        monitor.get(`/messages/${id}`, { reveal: true }),
        monitor.get(`/deliveries/${id}/0/directory/0`, { reveal: true }),
        monitor.get(`/messages/${id}/body`),
        monitor.post('/messages/search', { text: 'bad' }),
        monitor.post('/events/search', { text: 'bad' }),
        monitor.post('/deliveries/search', { text: 'bad' }),
        monitor.post(`/deliveries/${id}/0/directory/0/actions/replay`),
        monitor.post('/deliveries/actions/replay', { filter: {}, dryRun: true }),
      ]) {
        const { body } = await refusedCall.expect(403)
        expect(body.error.code).toBe('grant_missing')
      }
      expect((await monitor.get('/actions').expect(200)).body.items).toEqual([])
      expect(await stateOf(id)).toMatchObject({ state: 'failed' })
      await monitor.stop()
    })
  })
})
