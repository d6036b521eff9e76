import { fileURLToPath } from 'node:url'
import { describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { discoverHandlers } from '../../lib/handlers/discover-handlers.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import { HOUR_MS, inHours, NOW, startAt, useStartDates } from '../support/start-dates-bed.ts'

describe('a start date', () => {
  const test = useStartDates()
  const { moveClock, start, send, run, lanes } = test

  it('takes a date that is past as now', async () => {
    await start({
      wait: { on: '*', startAt, meanwhile: 'wait', run },
      overtake: { on: '*', startAt, meanwhile: 'overtake', run },
      epoch: { on: '*', startAt: () => new Date(-8.64e15), meanwhile: 'wait', run },
    })
    await send({ startDate: '1999-12-31' })
    await test.bed.settled()
    expect(test.seen).toHaveLength(3)
    const completed = { state: 'completed', startAt: null, dueAt: null }
    expect(await readDeliveries(test.bed.db)).toEqual(
      [1, 2, 3].map(() => expect.objectContaining(completed)),
    )
  })

  it('judges the date by the clock of the database', async () => {
    await moveClock(3)
    await start({ later: { on: '*', startAt, meanwhile: 'wait', run } })
    await send({ startDate: inHours(2) })
    await test.bed.settled()
    expect(test.seen).toHaveLength(1)
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
    await test.bed.settled()
    const found = (await readDeliveries(test.bed.db)).filter(({ handler }) => handler !== 'sound')
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
    expect(test.seen).toEqual([NOW])
    const parked = test.instance.log.filter((line) => line.includes('"lane parked"'))
    expect(parked).toHaveLength(handlers.length)
    expect(parked.filter((line) => line.includes('"start_at_failed"'))).toHaveLength(2)
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
    expect(await readDeliveries(test.bed.db)).toEqual([
      expect.objectContaining({ state: 'scheduled', reasonCode: null }),
    ])
  })
})
