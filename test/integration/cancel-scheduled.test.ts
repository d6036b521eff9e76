import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { readDeliveries } from '../support/read-deliveries.ts'
import type { SoapEvent } from '../support/soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const LATER = new Date(Date.now() + 24 * 3_600_000).toISOString()
const NOW = '2026-01-01'

/** Events dated NOW run at once and cancel the deliveries that they overtook. */
function cancelling(onCount: (count: number) => void): HandlerDefinition {
  return {
    on: '*',
    startAt: (event) => new Date(event.key('startDate') as string),
    meanwhile: 'overtake',
    async run(event: HandlerEvent, { cancelScheduled }) {
      onCount(await cancelScheduled(`${event.key('userId')} has left, a.b@example.com`))
    },
  }
}

describe('cancelScheduled', () => {
  let bed: TestBed
  let instance: TestInstance
  let counts: number[] = []

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    counts = []
    await bed.reset()
  })
  afterEach(() => instance.stop())

  const start = async (handlers: Record<string, HandlerDefinition>) => {
    instance = await bed.startInstance({ handlers })
  }
  const send = (...events: SoapEvent[]) => instance.send(events)
  const states = async (handler: string) =>
    (await readDeliveries(bed.db, handler)).map(({ user, state }) => `${user} ${state}`)

  it('cancels what the event has overtaken, says how many, and keeps why, masked', async () => {
    const handler = cancelling((count) => counts.push(count))
    const { run: _run, ...other } = handler
    await start({ cancelling: handler, other: { ...other, run: () => undefined } })
    await send({ userId: '10001', startDate: LATER }, { userId: '10001', startDate: LATER })
    await send({ userId: '10002', startDate: LATER })
    await send({ userId: '10001', startDate: NOW })
    await bed.settled()
    expect(counts).toEqual([2])
    expect((await readDeliveries(bed.db, 'cancelling'))[0]).toMatchObject({
      state: 'cancelled',
      holdsPlace: false,
      attemptsStarted: 0,
      reasonCode: 'cancelled_by_handler',
      comment: '‹userId› has left, ‹mail›',
    })
    expect(await states('cancelling')).toEqual([
      '10001 cancelled',
      '10001 cancelled',
      '10002 scheduled',
      '10001 completed',
    ])
    expect(await states('other')).toEqual([
      '10001 scheduled',
      '10001 scheduled',
      '10002 scheduled',
      '10001 completed',
    ])
    const { rows } = await bed.db.query(
      `select (select count(*)::int from deferred_delivery) as deferred,
         (select count(*)::int from unsuccessful_delivery where state = 'cancelled') as cancelled`,
    )
    expect(rows).toEqual([{ deferred: 4, cancelled: 2 }])
  })

  it('says 0 where nothing is scheduled', async () => {
    await start({ cancelling: cancelling((count) => counts.push(count)) })
    await send({ userId: 'a', startDate: NOW })
    await bed.settled()
    expect(counts).toEqual([0])
  })

  it('leaves alone what was recorded behind the event that runs', async () => {
    let go: () => void = () => undefined
    const later = new Promise<void>((resolve) => {
      go = resolve
    })
    const handler = cancelling((count) => counts.push(count))
    let running = false
    await start({
      cancelling: {
        ...handler,
        async run(event, context) {
          running = true
          await later
          return handler.run(event, context)
        },
      },
    })
    await send({ userId: 'a', startDate: LATER })
    await send({ userId: 'a', startDate: NOW })
    await settledOrTimeout(() => running, 'the event to run')
    // A newer change of the same person: what happened before says nothing of it.
    await send({ userId: 'a', startDate: LATER })
    go()
    await bed.settled()
    expect(counts).toEqual([1])
    expect(await states('cancelling')).toEqual(['a cancelled', 'a completed', 'a scheduled'])
  })

  it('has no effect once the lease is over', async () => {
    const errors: unknown[] = []
    const handler = cancelling((count) => counts.push(count))
    await start({
      cancelling: {
        ...handler,
        async run(event, context) {
          // Kept from being served again before the end of the test; then what the clock would do:
          // the lease is over while its holder hears nothing of it.
          await bed.db.query(`update handler set state = 'held'`)
          await bed.db.query(
            `update lane set due_at = now() - interval '1 second' where leased_by is not null`,
          )
          try {
            await handler.run(event, context)
          } catch (error) {
            errors.push(error)
            throw error
          }
        },
      },
    })
    await send({ userId: 'a', startDate: LATER })
    await send({ userId: 'a', startDate: NOW })
    await settledOrTimeout(
      () => instance.log.some((line) => line.includes('after its lease, without effect')),
      'the late end to be noticed',
    )
    expect(errors).toEqual([
      expect.objectContaining({ name: 'AbortError', abortCause: 'lease-lost' }),
    ])
    expect(await states('cancelling')).toEqual(['a scheduled', 'a running'])
  })
})
