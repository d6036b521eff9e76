import { describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, reject } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { inHours, NOW, startAt, useStartDates } from '../support/start-dates-bed.ts'

describe('start dates', () => {
  const test = useStartDates()
  const { start, restartInHours, send, run, saw, lanes } = test
  /** As if the date of a scheduled delivery had come. */
  const dateComes = () => test.bed.db.query('update deferred_delivery set due_at = now()')

  it("'wait': a scheduled one shows its date, is not parked, and what comes later waits behind it", async () => {
    const later: Record<string, HandlerDefinition> = {
      later: { on: '*', startAt, meanwhile: 'wait', run },
    }
    await start(later)
    const date = inHours(2)
    await send({ userId: 'a', startDate: date }, { userId: 'b', startDate: NOW })
    await send({ userId: 'a', startDate: NOW })
    await saw(NOW)
    const at = new Date(date)
    await settledOrTimeout(
      async () =>
        (await lanes()).map(({ waiting, headState }) => `${waiting} ${headState}`).join() ===
        '0 null,2 scheduled',
      'one lane to be empty and the other put off',
    )
    expect(await lanes()).toEqual([
      { status: 'open', waiting: 0, headState: null, dueAt: null },
      { status: 'open', waiting: 2, headState: 'scheduled', dueAt: at },
    ])
    expect(await readDeliveries(test.bed.db)).toEqual([
      expect.objectContaining({
        user: 'a',
        state: 'scheduled',
        holdsPlace: true,
        startAt: at,
        dueAt: at,
        attemptsStarted: 0,
        reasonCode: null,
      }),
      expect.objectContaining({ user: 'b', state: 'completed' }),
      expect.objectContaining({ user: 'a', state: 'waiting', startAt: null }),
    ])
    expect(test.instance.log.join('')).not.toContain('parked')
    await restartInHours(3, later)
    await saw(NOW, date, NOW)
    await test.bed.settled()
    expect(
      (await readDeliveries(test.bed.db)).map(({ state, attemptsStarted: attempts }) => [
        state,
        attempts,
      ]),
    ).toEqual([
      ['completed', 1],
      ['completed', 1],
      ['completed', 1],
    ])
  })

  it("'wait': several of one person keep the order of recording, whatever their dates", async () => {
    const later: Record<string, HandlerDefinition> = {
      later: { on: '*', startAt, meanwhile: 'wait', run },
    }
    await start(later)
    const [first, second, third] = [inHours(4), inHours(2), inHours(6)]
    await send({ startDate: first }, { startDate: second }, { startDate: third })
    await restartInHours(5, later)
    await saw(first, second)
    await restartInHours(7, later)
    await saw(first, second, third)
    await test.bed.settled()
  })

  it("'overtake': what comes later runs, and the scheduled ones follow by their dates", async () => {
    const later: Record<string, HandlerDefinition> = {
      later: { on: '*', startAt, meanwhile: 'overtake', run },
    }
    await start(later)
    const [first, second, third] = [inHours(4), inHours(2), inHours(8)]
    await send({ startDate: first }, { startDate: second }, { startDate: third })
    await send({ startDate: NOW })
    await saw(NOW)
    const at = new Date(first)
    expect((await readDeliveries(test.bed.db))[0]).toMatchObject({
      state: 'scheduled',
      holdsPlace: false,
      startAt: at,
      dueAt: at,
      attemptsStarted: 0,
    })
    await settledOrTimeout(async () => (await lanes())[0]?.waiting === 0, 'the lane to be empty')
    await restartInHours(5, later)
    await saw(NOW, second, first)
    await restartInHours(9, later)
    await saw(NOW, second, first, third)
    await test.bed.settled()
    const { rows } = await test.bed.db.query('select 1 from deferred_delivery')
    expect(rows).toEqual([])
  })

  it("'overtake': when its date comes it takes the lane's next turn, before what waits", async () => {
    let release: () => void = () => undefined
    const busy = new Promise<void>((resolve) => {
      release = resolve
    })
    await start({
      later: {
        on: '*',
        startAt,
        meanwhile: 'overtake',
        async run(event) {
          run(event)
          if (test.seen.length === 1) await busy
        },
      },
    })
    const date = inHours(2)
    await send({ startDate: date })
    await send({ startDate: NOW }, { startDate: '2026-01-02' }, { startDate: '2026-01-03' })
    await dateComes()
    await settledOrTimeout(
      async () => (await lanes())[0]?.waiting === 4,
      'the scheduled one to join behind the one that runs',
    )
    release()
    await saw(NOW, date, '2026-01-02', '2026-01-03')
    await test.bed.settled()
  })

  it('stands behind a parked lane, and in it', async () => {
    await start({
      later: {
        on: '*',
        startAt,
        meanwhile: 'overtake',
        run: (event) => (event.key('startDate') === NOW ? reject('no') : run(event)),
      },
    })
    await send({ startDate: inHours(2) })
    await send({ startDate: NOW })
    await dateComes()
    // When its date has come it holds a place in the lane, behind the one that waits for a person.
    await settledOrTimeout(async () => (await lanes())[0]?.waiting === 2, 'it to join the lane')
    await test.bed.settled()
    expect((await lanes())[0]).toMatchObject({ status: 'parked', waiting: 2, dueAt: null })
    expect(
      (await readDeliveries(test.bed.db)).map(({ state, holdsPlace: open }) => [state, open]),
    ).toEqual([
      ['failed', true],
      ['waiting', true],
    ])
    expect(test.seen).toEqual([])
  })
})
