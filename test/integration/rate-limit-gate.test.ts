import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import type { HandlerDefinition } from '../../lib/handler.ts'
import { settledOrTimeout } from '../support/eventually.ts'
import { sendEvents } from '../support/send-events.ts'
import { createTestBed, type TestBed, type TestInstance } from '../support/test-service.ts'

const lanes = (count: number) => Array.from({ length: count }, (_, index) => `u${index}`)

/** How often an instance claims without a hint. */
const POLL_MS = 1_000

describe('rateLimitGate towards a target, for all instances together', () => {
  let bed: TestBed
  let token: string
  let instances: TestInstance[] = []

  beforeAll(async () => {
    bed = await createTestBed()
    token = await bed.token()
  })
  afterAll(() => bed.stop())
  beforeEach(async () => {
    await bed.reset()
  })
  afterEach(async () => {
    for (const instance of instances) await instance.stop()
    instances = []
  })

  const start = async (count: number, handlers: Record<string, HandlerDefinition>) => {
    for (let index = 0; index < count; index += 1) {
      instances.push(await bed.startInstance({ handlers, timings: { poll: POLL_MS } }))
    }
  }
  const send = (users: readonly string[], by = 0) =>
    sendEvents(instances[by] as TestInstance, token, users)

  it('runs as many deliveries at once as are allowed, never more', async () => {
    const waiting: (() => void)[] = []
    let running = 0
    let most = 0
    let done = 0
    let control = 0
    await start(3, {
      narrow: {
        on: '*',
        totalConcurrency: 4,
        async run() {
          running += 1
          most = Math.max(most, running)
          await new Promise<void>((resolve) => waiting.push(resolve))
          running -= 1
          done += 1
        },
      },
      control: {
        on: '*',
        run() {
          control += 1
        },
      },
    })
    const users = lanes(24)
    for (const by of [0, 1, 2]) await send(users.slice(by * 8, by * 8 + 8), by)
    while (done < 24) {
      const open = Math.min(4, 24 - done)
      await settledOrTimeout(() => running === open, `${open} to run at once`)
      const before = done
      waiting.shift()?.()
      await settledOrTimeout(() => done === before + 1, 'one to end')
    }
    // Everybody has looked, again and again, while the places were taken.
    expect(control).toBe(24)
    expect(most).toBe(4)
    await bed.settled()
  })

  it('runs as many in each process as `concurrency` says, and counts none of other processes', async () => {
    const running = [0, 0]
    const most = [0, 0]
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    for (const process of [0, 1]) {
      const run = async () => {
        running[process] = (running[process] as number) + 1
        most[process] = Math.max(most[process] as number, running[process] as number)
        await released
        running[process] = (running[process] as number) - 1
      }
      await start(1, { each: { on: '*', concurrency: 3, run } })
    }
    await send(lanes(9))
    await settledOrTimeout(() => running.join() === '3,3', 'every place of both to be taken')
    release()
    await bed.settled()
    expect(most).toEqual([3, 3])
  })

  it('keeps the limit when everything goes fast, and lets every instance take part', async () => {
    let running = 0
    let most = 0
    const perLane = new Map<string, number>()
    await start(3, {
      narrow: {
        on: '*',
        totalConcurrency: 3,
        async run(event) {
          running += 1
          most = Math.max(most, running)
          await new Promise((resolve) => setTimeout(resolve, 2))
          const user = event.key('userId') as string
          perLane.set(user, (perLane.get(user) ?? 0) + 1)
          running -= 1
        },
      },
    })
    const users = lanes(30)
    for (let round = 0; round < 6; round += 1) await send(users, round % 3)
    await bed.settled()
    expect(most).toBe(3)
    expect([...perLane.values()]).toEqual(users.map(() => 6))
    // A claiming instance may take all due lanes at once. Without other work the receiving instance is first.
    let round = 0
    await settledOrTimeout(async () => {
      round += 1
      await send(users, round % 3)
      await bed.settled()
      const { rows } = await bed.db.query('select distinct instance_id from attempt')
      return rows.length > 1
    }, 'another instance to take part')
    expect(most).toBe(3)
  })

  it('gives the places of a process that died to the others', async () => {
    let running = 0
    let release: () => void = () => undefined
    const frozen = new Promise<void>((resolve) => {
      release = resolve
    })
    await start(1, {
      narrow: {
        on: '*',
        // It has no place left to take them over by itself.
        concurrency: 2,
        totalConcurrency: 2,
        async run() {
          running += 1
          await frozen
        },
      },
    })
    await send(lanes(2))
    await settledOrTimeout(() => running === 2, 'both places to be taken')
    // Simulates time: the leases end without the knowledge of their holder.
    await bed.db.query(`update lane set due_at = now() - interval '1 second'`)
    let done = 0
    instances.push(
      await bed.startInstance({
        handlers: {
          narrow: {
            on: '*',
            totalConcurrency: 2,
            run() {
              done += 1
            },
          },
        },
      }),
    )
    await settledOrTimeout(() => done === 2, 'the other instance to go on')
    release()
  })

  it.each([
    { attempts: 40, perMs: 1_000, events: 60, limit: 44 },
    { attempts: 1, perMs: 150, events: 6, limit: 1 },
    { attempts: 3, perMs: 400, events: 12, limit: 3 },
  ])(
    'starts at most $attempts attempts in $perMs ms, retries included, and gets all done',
    async ({ attempts, perMs, events, limit }) => {
      const failed = new Set<string>()
      await start(2, {
        slow: {
          on: '*',
          concurrency: 50,
          rateLimit: { attempts, perMs },
          retry: { attempts: 3, firstDelayMs: 0 },
          run(event) {
            const user = event.key('userId') as string
            if (user.endsWith('5') && !failed.has(user)) {
              failed.add(user)
              throw new Error('once more')
            }
          },
        },
      })
      // Two events a lane: the second of each does not start behind the first's back.
      const users = lanes(events / 2)
      await send(users, 0)
      await send(users, 1)
      await bed.settled()
      const { rows } = await bed.db.query<{ at: number; outcome: string }>(
        `select extract(epoch from started_at)::float8 * 1000 as at, outcome from attempt order by 1`,
      )
      expect(rows.filter(({ outcome }) => outcome === 'completed')).toHaveLength(events)
      const starts = rows.map(({ at }) => at)
      const windows = starts.map((from) => starts.filter((at) => at >= from && at < from + perMs))
      expect(Math.max(...windows.map((window) => window.length))).toBeLessThanOrEqual(limit)
      // The rate is used: with polling alone, most starts would come a second after the one before.
      const gaps = starts.slice(1).map((at, index) => at - (starts[index] as number))
      const inOrder = gaps.toSorted((one, other) => one - other)
      expect(inOrder[Math.floor(gaps.length / 2)]).toBeLessThan(POLL_MS)
    },
  )

  it('counts again after a pause from a full measure, not from what was left over', async () => {
    let runs = 0
    await start(1, {
      slow: {
        on: '*',
        concurrency: 50,
        rateLimit: { attempts: 10, perMs: 1_000 },
        run() {
          runs += 1
        },
      },
    })
    await send(['a'])
    await settledOrTimeout(() => runs === 1, 'the first')
    // As if nothing had come for a day: what was not used is not saved up.
    await bed.db.query(`update handler set rate_tokens_at = rate_tokens_at - interval '1 day'`)
    await send(lanes(6))
    await settledOrTimeout(() => runs === 7, 'the others')
    await bed.settled()
    const { rows } = await bed.db.query<{ ms: number }>(
      `select extract(epoch from max(started_at) - min(started_at))::float8 * 1000 as ms from attempt
       where started_at > (select min(started_at) from attempt)`,
    )
    expect(rows[0]?.ms).toBeGreaterThanOrEqual(499)
  })
})
