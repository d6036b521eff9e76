import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { HandlerDefinition, HandlerEvent } from '../../lib/handler.ts'
import { settledOrTimeout } from './eventually.ts'
import type { SoapEvent } from './soap-message.ts'
import { createTestBed, type TestBed, type TestInstance } from './test-service.ts'

export const HOUR_MS = 3_600_000
export const inHours = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString()
/** The test writes the instant into the event. */
export const startAt = (event: HandlerEvent) => new Date(event.key('startDate') as string)
export const NOW = '2026-01-01'

/** For the tests of a `describe`: an instance that a test starts, and the clock of its database. */
export function useStartDates() {
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

  return {
    get bed() {
      return bed
    },
    get instance() {
      return instance
    },
    /** dates of the events that `run` has handled */
    get seen() {
      return seen
    },
    moveClock,
    start,
    restartInHours,
    send,
    run,
    saw,
    lanes,
  }
}
