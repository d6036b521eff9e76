import { describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { useDeliveryActions } from '../support/delivery-actions-bed.ts'
import { settledOrTimeout } from '../support/eventually.ts'

/** One that is not done counts as an open run of itself. */
const NOT_DONE = /^(not_done|already_open)$/

describe('actions on one delivery and on handlers', () => {
  const test = useDeliveryActions()
  const { start, send, stateOf, reaches, act, refused } = test

  it('replays a failed delivery at its place, with its key; its lane drains in order', async () => {
    await start()
    const first = await send('bad')
    const second = await send('bad')
    await reaches('failed', first)
    expect(await stateOf(second)).toMatchObject({ state: 'waiting' })
    await refused('not_failed', act('replay', second))
    test.mend()
    const { body } = await act('replay', first, { comment: 'the target is back' }).expect(200)
    expect(body).toEqual({ actionId: expect.any(String), result: 'done' })
    expect(test.api.due).toBe(1)
    await reaches('completed', second)
    expect(test.seen.map(({ key }) => key.split(':')[0])).toEqual([first, first, second])
    expect(test.seen[0]?.key).toBe(test.seen[1]?.key)
    await refused('not_failed', act('replay', first))

    const { body: action } = await test.api.get(`/actions/${body.actionId}`).expect(200)
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
    const { body: items } = await test.api.get(`/actions/${body.actionId}/items`).expect(200)
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
    const { body: message } = await test.api.get(`/messages/${first}`).expect(200)
    expect(message.actions).toEqual([
      expect.objectContaining({ actionId: body.actionId, kind: 'replay', result: 'done' }),
    ])
    const { body: list } = await test.api
      .get('/actions', { messageId: first, count: true })
      .expect(200)
    expect(list).toMatchObject({ items: [{ id: body.actionId }], count: { count: 1 } })
  })

  it('skips with a reason, and the lane goes on', async () => {
    await start()
    const first = await send('bad')
    const second = await send('bad')
    await reaches('failed', first)
    test.mend()
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
    expect((await test.api.read(`/messages/${first}`)).status).toBe('DISCARDED')
    const { body: skipped } = await test.api.get('/deliveries', { state: 'skipped' }).expect(200)
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
    const { rows } = await test.bed.db.query('select status, waiting from lane')
    expect(rows).toEqual([{ status: 'parked', waiting: 1 }])
  })

  it('releases what waits for a retry or a date', async () => {
    const handlers: Record<string, HandlerDefinition> = {
      directory: {
        on: '*',
        retry: { attempts: 5, firstDelayMs: 3_600_000 },
        run() {
          test.seen.push({ user: 'a', key: '', isReplay: false })
          if (test.broken) throw new Error('down')
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
    test.mend()
    await refused(NOT_DONE, act('rerun', id))
    await act('release', id).expect(200)
    await settledOrTimeout(() => test.seen.length === 2, 'the retry')
    await reaches('completed', id)
    await refused('not_scheduled', act('release', id))
    await act('release', id, {}, '0/later/0').expect(200)
    await settledOrTimeout(async () => {
      const { body } = await test.api.get(`/messages/${id}`).expect(200)
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
    await test.api.post('/handlers/directory/actions/hold').expect(200)
    await act('rerun', id, { comment: 'the target lost it' }).expect(200)
    expect(await stateOf(id, 0, 1)).toMatchObject({ state: 'waiting', holds_place: true })
    await refused('already_open', act('rerun', id))
    await test.api.post('/handlers/directory/actions/resume').expect(200)
    await reaches('completed', id, 0, 1)
    const runs = test.seen.filter(({ user }) => user === 'good')
    expect(runs.map(({ isReplay }) => isReplay)).toEqual([false, true])
    expect(runs[1]?.key).toBe(`${runs[0]?.key}:r1`)
    const { body } = await test.api.get('/deliveries', { rerun: true }).expect(200)
    expect(body.items).toEqual([expect.objectContaining({ messageId: id, run: 1 })])
    const { body: old } = await test.api.get('/deliveries', { latest: false }).expect(200)
    expect(old.items).toEqual([expect.objectContaining({ messageId: id, run: 0 })])
  })

  it('refuses a re-run that was decided before somebody else ran the delivery again', async () => {
    await start()
    const id = await send('good')
    await reaches('completed', id)
    const latestRun = async (run: number) =>
      (await test.api.get(`/deliveries/${id}/0/directory/${run}`).expect(200)).body.latestRun
    expect(await latestRun(0)).toBe(0)
    await act('rerun', id, { latestRun: 0 }).expect(200)
    await reaches('completed', id, 0, 1)
    await refused('rerun_meanwhile', act('rerun', id, { latestRun: 0 }))
    await refused('rerun_meanwhile', act('rerun', id, { latestRun: 0 }, '0/directory/1'))
    expect(await stateOf(id, 0, 2)).toBeUndefined()
    expect([await latestRun(0), await latestRun(1)]).toEqual([1, 1])
    const { body } = await test.api.get('/deliveries').expect(200)
    expect(body.items.map((item: { latestRun: number }) => item.latestRun)).toEqual([1, 1])
    await act('rerun', id, { latestRun: 1 }).expect(200)
    await reaches('completed', id, 0, 2)
    // Scripts may send none.
    await act('rerun', id).expect(200)
    await reaches('completed', id, 0, 3)
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
      const { body } = await test.api.get('/deliveries', { state: 'failed' }).expect(200)
      return body.items.length === 1
    }, 'the other handler to fail')
    await reaches('running', id)
    const { body: lanes } = await test.api.get('/lanes', { leased: true }).expect(200)
    expect(lanes.items).toEqual([expect.objectContaining({ handler: 'directory', leased: true })])
    const { body: running } = await test.api.get('/deliveries', { state: 'running' }).expect(200)
    expect(running.items).toHaveLength(1)
    expect((await test.api.read('/attempts', { running: true })).items).toHaveLength(1)
    await refused('running', act('cancel', id, { comment: 'x' }))
    release()
    await refused('no_longer_in_lane', act('replay', id, {}, '0/yielding/0'))
    await act('replay', id, {}, '0/directory/7').expect(404)
    await act('replay', id, {}, '0/unknown/0').expect(404)
    const { body } = await test.api.get('/actions').expect(200)
    expect(body.items).toEqual([])
  })

  it('holds a handler while receiving goes on, and lets it run again', async () => {
    await start()
    const { body } = await test.api
      .post('/handlers/directory/actions/hold', { comment: 'the target is rebuilt' })
      .expect(200)
    await refused('already_held', test.api.post('/handlers/directory/actions/hold'))
    const id = await send('good')
    expect((await test.api.read('/handlers/directory')).state).toBe('held')
    const due = test.api.due
    await test.api.post('/handlers/directory/actions/resume').expect(200)
    expect(test.api.due).toBe(due + 1)
    await reaches('completed', id)
    await refused('not_held', test.api.post('/handlers/directory/actions/resume'))
    await test.api.post('/handlers/unknown/actions/hold').expect(404)
    const { body: actions } = await test.api.get('/actions', { state: 'finished' }).expect(200)
    expect(actions.items).toEqual([
      expect.objectContaining({ kind: 'resume', detail: { handler: 'directory' }, comment: null }),
      expect.objectContaining({
        id: body.actionId,
        kind: 'hold',
        comment: 'the target is rebuilt',
      }),
    ])
  })
})
