import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { type HandlerDefinition, type HandlerEvent, reject } from '../../lib/handler.ts'
import { discoverHandlers } from '../../lib/handlers/discover-handlers.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import type { SoapEvent } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const HOUR_MS = 3_600_000
/** Long enough for it to be recorded before. */
const SOON_MS = 1_500
const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()
/** The test writes the instant into the event. */
const startAt = (event: HandlerEvent) => new Date(event.key('startDate') as string)
const NOW = '2026-01-01'

describe('start dates', () => {
  let bed: TestBed
  let instance: TestInstance
  let seen: string[] = []

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    seen = []
    await moveClock(0)
    await bed.reset()
  })
  afterEach(() => instance.stop())

  /** Only connections that are made from now on see it. */
  const moveClock = (hours: number) =>
    bed.db.query(
      `alter database ${bed.database.connection.database}
       set sf_event_receiver.clock_offset_ms = '${hours * HOUR_MS}'`,
    )
  const start = async (handlers: Record<string, HandlerDefinition>) => {
    instance = await bed.startInstance({ handlers })
  }
  const restartInHours = async (hours: number, handlers: Record<string, HandlerDefinition>) => {
    await instance.stop()
    await moveClock(hours)
    await start(handlers)
  }
  const send = (...events: SoapEvent[]) => instance.send(events)
  const run = (event: HandlerEvent) => void seen.push(event.key('startDate') as string)
  const saw = (...dates: string[]) =>
    settledOrTimeout(() => seen.length >= dates.length, `${dates.length} runs`).then(() =>
      expect(seen).toEqual(dates),
    )
  const lanes = async () =>
    (
      await bed.db.query(
        'select status, waiting, head_state as "headState", due_at as "dueAt" from lane order by 1, 2',
      )
    ).rows

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
    expect(await readDeliveries(bed.db)).toEqual([
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
    expect(instance.log.join('')).not.toContain('parked')
    await restartInHours(3, later)
    await saw(NOW, date, NOW)
    await bed.settled()
    expect(
      (await readDeliveries(bed.db)).map(({ state, attemptsStarted: attempts }) => [
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
    await bed.settled()
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
    expect((await readDeliveries(bed.db))[0]).toMatchObject({
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
    await bed.settled()
    const { rows } = await bed.db.query('select 1 from deferred_delivery')
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
          if (seen.length === 1) await busy
        },
      },
    })
    const date = new Date(Date.now() + SOON_MS).toISOString()
    await send({ startDate: date })
    await send({ startDate: NOW }, { startDate: '2026-01-02' }, { startDate: '2026-01-03' })
    await settledOrTimeout(
      async () => (await lanes())[0]?.waiting === 4,
      'the scheduled one to join behind the one that runs',
    )
    release()
    await saw(NOW, date, '2026-01-02', '2026-01-03')
    await bed.settled()
  })

  it('takes a date that is past as now', async () => {
    await start({
      wait: { on: '*', startAt, meanwhile: 'wait', run },
      overtake: { on: '*', startAt, meanwhile: 'overtake', run },
      epoch: { on: '*', startAt: () => new Date(-8.64e15), meanwhile: 'wait', run },
    })
    await send({ startDate: '1999-12-31' })
    await bed.settled()
    expect(seen).toHaveLength(3)
    const completed = { state: 'completed', startAt: null, dueAt: null }
    expect(await readDeliveries(bed.db)).toEqual(
      [1, 2, 3].map(() => expect.objectContaining(completed)),
    )
  })

  it('judges the date by the clock of the database', async () => {
    await moveClock(3)
    await start({ later: { on: '*', startAt, meanwhile: 'wait', run } })
    await send({ startDate: inHours(2) })
    await bed.settled()
    expect(seen).toHaveLength(1)
  })

  it('parks with a code where the date cannot be, and refuses no message', async () => {
    const given: Record<string, [code: string, startAt: () => unknown]> = {
      far: ['start_at_too_far', () => new Date(Date.now() + 733 * 24 * HOUR_MS)],
      farthest: ['start_at_too_far', () => new Date(8.64e15)],
      invalid: ['start_at_invalid', () => new Date('soon')],
      nothing: ['start_at_invalid', () => undefined],
      promise: ['start_at_invalid', async () => new Date()],
      text: ['start_at_invalid', () => '2030-01-01'],
      throwing: ['start_at_failed', startAt.bind(null, null as never)],
    }
    const names = Object.keys(given)
    const handlers = names.flatMap((name) => {
      const at = given[name]?.[1] as () => Date
      return (['wait', 'overtake'] as const).map((meanwhile): [string, HandlerDefinition] => [
        `${name}-${meanwhile}`,
        { on: '*', startAt: at, meanwhile, run },
      ])
    })
    await start({ ...Object.fromEntries(handlers), sound: { on: '*', run } })
    await send({ startDate: NOW })
    await settledOrTimeout(
      async () =>
        (await lanes()).filter(({ status }) => status === 'parked').length === handlers.length,
      'the lanes to park',
    )
    await bed.settled()
    const found = (await readDeliveries(bed.db)).filter(({ handler }) => handler !== 'sound')
    const codeOf = (handler: string) => given[handler.split('-')[0] as string]?.[0]
    expect(found).toHaveLength(handlers.length)
    for (const delivery of found) {
      const reason = codeOf(delivery.handler)
      expect(delivery).toMatchObject({
        state: 'failed',
        holdsPlace: true,
        reasonCode: reason,
        attemptsStarted: 0,
      })
      expect(delivery.startAt).toBeNull()
    }
    expect(seen).toEqual([NOW])
    const parked = instance.log.filter((line) => line.includes('"lane parked"'))
    expect(parked).toHaveLength(handlers.length)
    expect(parked.filter((line) => line.includes('"start_at_failed"'))).toHaveLength(2)
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
    const date = new Date(Date.now() + SOON_MS).toISOString()
    await send({ startDate: date })
    await send({ startDate: NOW })
    // When its date has come it holds a place in the lane, behind the one that waits for a person.
    await settledOrTimeout(async () => (await lanes())[0]?.waiting === 2, 'it to join the lane')
    await bed.settled()
    expect((await lanes())[0]).toMatchObject({ status: 'parked', waiting: 2, dueAt: null })
    expect(
      (await readDeliveries(bed.db)).map(({ state, holdsPlace: open }) => [state, open]),
    ).toEqual([
      ['failed', true],
      ['waiting', true],
    ])
    expect(seen).toEqual([])
  })

  it('needs both halves: a start with one of them says which is missing', async () => {
    const folder = fileURLToPath(new URL('../fixtures/handlers/half-a-start-date', import.meta.url))
    const error = await discoverHandlers(folder).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'handler_invalid' })
    const { message } = error as Error
    expect(message).toMatch(/no-meanwhile\.ts: meanwhile: expected startAt together with meanwhile/)
    expect(message).toMatch(/no-start-at\.ts: meanwhile: expected startAt together with meanwhile/)
  })

  it('accepts a date just under two years ahead', async () => {
    await start({ later: { on: '*', startAt, meanwhile: 'wait', run } })
    await send({ startDate: inHours(2 * 365 * 24) })
    expect(await readDeliveries(bed.db)).toEqual([
      expect.objectContaining({ state: 'scheduled', reasonCode: null }),
    ])
  })
})
