import { describe, expect, it } from '@jest/globals'
import { verifyErasureReport } from '../../lib/encryption/erasure-report.ts'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { useForgettingBed } from '../support/forgetting-bed.ts'

const parking: HandlerDefinition = {
  on: '*',
  retry: { attempts: 1 },
  run: (event) => {
    throw new Error(`no account for ${event.key('userId')}`)
  },
}
const later: HandlerDefinition = {
  on: '*',
  startAt: () => new Date(Date.now() + 86_400_000),
  meanwhile: 'overtake',
  run: () => undefined,
}

describe('forgetting a person', () => {
  const test = useForgettingBed()

  it('cancels what waits, ends the lanes, and leaves nothing readable; others keep theirs', async () => {
    await test.start({ parking, later })
    const first = await test.instance.send(['u-forgotten'])
    const second = await test.instance.send(['u-forgotten'])
    const other = await test.instance.send(['u-other'])
    await test.isIn('failed', first)
    await test.isIn('failed', other)
    const id = await test.subjectOf(first)

    const { body: preview } = await test.forget(id, { dryRun: true }).expect(202)
    expect(preview).toMatchObject({
      actionId: null,
      rows: { messages: 2, events: 2, deliveries: 4, attempts: 1 },
      waiting: { count: 4 },
      running: { count: 0, items: [] },
      handlersTold: [],
      sharedMessages: 0,
      backupsReadable: false,
    })
    expect(preview.waiting.items[0]).toMatchObject({ messageId: first })

    const { body } = await test.forget(id).expect(202)
    await test.finished(body.actionId)
    const cancelled = { state: 'cancelled', reason_code: 'forgotten' }
    for (const message of [first, second]) {
      expect(await test.states(message)).toEqual([
        { name: 'later', ...cancelled },
        { name: 'parking', ...cancelled },
      ])
    }
    expect(await test.states(other)).toEqual([
      { name: 'later', state: 'scheduled', reason_code: null },
      { name: 'parking', state: 'failed', reason_code: 'failed_attempts_used_up' },
    ])
    const lanes = await test.bed.rows(
      'select status, waiting, due_at, ends from lane where subject_id = $1',
      id,
    )
    const ended = { status: 'open', waiting: 0, due_at: null, ends: false }
    expect(lanes).toEqual([ended, ended])
    expect(await test.ledgerOf(body.actionId)).toHaveLength(1)
    expect(await test.clearTextOf('u-forgotten')).toEqual([])

    expect(await test.action(body.actionId)).toMatchObject({
      kind: 'forget',
      done: 4,
      comment: 'request 4711',
    })
    const { body: signed } = await test.api.get(`/actions/${body.actionId}/report`).expect(200)
    const { body: keys } = await test.api.get('/erasure-keys').expect(200)
    expect(await verifyErasureReport(signed.report, keys)).toMatchObject({
      requestId: body.actionId,
      subjectId: id,
      rows: { messages: 2, events: 2, deliveries: 4 },
      cancelledDeliveries: 4,
      custody: 'outside',
    })
  })

  it('waits for a running attempt, which is not tried again', async () => {
    let runs = 0
    let release: () => void = () => undefined
    const slow: HandlerDefinition = {
      on: '*',
      retry: { attempts: 5, firstDelayMs: 1 },
      run: () => {
        runs += 1
        return new Promise<void>((_, fail) => {
          release = () => fail(new Error('not now'))
        })
      },
    }
    await test.start({ slow })
    const running = await test.instance.send(['u-forgotten'])
    await settledOrTimeout(() => runs === 1, 'the attempt to run')
    const waiting = await test.instance.send(['u-forgotten'])
    const id = await test.subjectOf(running)
    const { body: preview } = await test.forget(id, { dryRun: true }).expect(202)
    expect(preview).toMatchObject({ waiting: { count: 1 }, running: { count: 1 } })
    const { body } = await test.forget(id).expect(202)
    await settledOrTimeout(async () => {
      await test.api.runDue()
      return (await test.states(waiting))[0]?.state === 'cancelled'
    }, 'the waiting delivery to be cancelled')
    expect((await test.states(running))[0]).toMatchObject({ state: 'running' })
    expect((await test.action(body.actionId)).state).toBe('running')
    release()
    await test.finished(body.actionId)
    expect((await test.states(running))[0]).toMatchObject({
      state: 'cancelled',
      reason_code: 'forgotten',
    })
    expect(runs).toBe(1)
    // The report counts the row of the attempt that ended meanwhile.
    const { body: signed } = await test.api.get(`/actions/${body.actionId}/report`).expect(200)
    const { body: keys } = await test.api.get('/erasure-keys').expect(200)
    expect(await verifyErasureReport(signed.report, keys)).toMatchObject({
      rows: { ...body.rows, attempts: 1 },
    })
  })

  it('cancels deliveries in lanes that others share, and erases keys of the person alone', async () => {
    const byCity: HandlerDefinition = {
      on: '*',
      orderBy: () => 'one-lane-for-all',
      retry: { attempts: 1 },
      run: () => {
        throw new Error('down')
      },
    }
    const byName: HandlerDefinition = {
      ...byCity,
      orderBy: (event) => `name of ${event.key('userId')}`,
    }
    await test.start({ byCity, byName })
    const first = await test.instance.send(['u-forgotten'])
    const other = await test.instance.send(['u-other'])
    await test.bed.found(3, `select from delivery where state = 'failed'`)
    const { body } = await test.forget(await test.subjectOf(first)).expect(202)
    await test.finished(body.actionId)
    const [lane] = await test.bed.rows(
      `select waiting from lane join handler h on h.id = handler_id where h.name = 'byCity'`,
    )
    expect(lane).toEqual({ waiting: 1 })
    // The lane goes on: the other person's event has its turn now, and fails as well.
    await test.bed.found(
      2,
      `select from delivery where message_id = $1 and state = 'failed'`,
      other,
    )
    expect(await test.clearTextOf('u-forgotten')).toEqual([])
  })
})
