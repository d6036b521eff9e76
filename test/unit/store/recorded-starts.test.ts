import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals'
import type { ClientBase } from 'pg'
import { createRecordedStarts } from '../../../lib/store/record/recorded-starts.ts'
import type { RecordedStart, ReservedSlot } from '../../../lib/store/record/start-gate.ts'
import type { StartedWithoutEvent } from '../../../lib/store/record/started-delivery.ts'

const LEASE_MS = 30_000
const BROKEN = Object.assign(new Error('the connection broke'), { code: 'ECONNRESET' })
const REPEATED_KEY = Object.assign(new Error('the key is there'), { code: '23505' })
const CONFLICT = Object.assign(new Error('deadlock'), { code: '40P01' })

/** A gate that notes what becomes of each slot. */
function bed() {
  let made = 0
  const given: number[] = []
  const failures: unknown[] = []
  const started: { messageId: string; asked: number }[] = []
  const starts = createRecordedStarts({
    gate: {
      reserve() {
        const number = made++
        let isOpen = true
        return {
          start: () => undefined,
          giveBack() {
            if (isOpen) given.push(number)
            isOpen = false
          },
        }
      },
      start(all, asked) {
        for (const { delivery } of all) started.push({ messageId: delivery.messageId, asked })
      },
    },
    instanceId: 'i',
    leaseMs: LEASE_MS,
    now: () => Date.now(),
    onResumeFailed: (error) => void failures.push(error),
  })
  return { starts, given, started, failures }
}

const startOf = (messageId: string, slot: ReservedSlot): RecordedStart => ({
  slot,
  delivery: {
    messageId,
    ordinal: 0,
    handlerId: 1,
    subjectId: '1',
    lease: '1',
  } as StartedWithoutEvent,
})
/** A database in which the leases at these places of the list are still ours. */
const clientWith = (...places: number[]) =>
  ({
    query: async () => ({ rows: places.map((place) => ({ place, lease: '1', late: false })) }),
  }) as unknown as ClientBase
/** A database that answers with this error. */
const clientFailing = (error: Error) =>
  ({ query: () => Promise.reject(error) }) as unknown as ClientBase

describe('deliveries that recordings start', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_000_000 }))
  afterEach(() => void jest.useRealTimers())

  /** A write that reserves two slots and starts one delivery of message `a`. */
  const begin = ({ starts }: ReturnType<typeof bed>) => {
    const write = starts.begin()
    const slot = write.reserve(1) as ReservedSlot
    write.reserve(1)
    const started = [startOf('a', slot)]
    write.sent(['a'], started)
    return { committed: () => write.committed(started), failed: write.failed }
  }

  it('run after the commit, in leases that are counted from before the first statement', () => {
    const made = bed()
    const write = begin(made)
    jest.advanceTimersByTime(400)
    expect(made.started).toEqual([])
    write.committed()
    expect(made.started).toEqual([{ messageId: 'a', asked: 1_000_000 }])
    expect(made.given).toEqual([1])
  })

  it('give every slot back if the server has rolled the transaction back', () => {
    const made = bed()
    begin(made).failed(CONFLICT)
    expect([...made.given].sort()).toEqual([0, 1])
  })

  it('keep their slots after an unknown outcome until the lease is over', () => {
    const made = bed()
    begin(made).failed(BROKEN)
    jest.advanceTimersByTime(LEASE_MS - 1)
    expect(made.given).toEqual([1])
    jest.advanceTimersByTime(1)
    expect(made.given).toEqual([1, 0])
    expect(made.started).toEqual([])
  })

  it('run once a retry has found the message and renewed the lease', async () => {
    const made = bed()
    begin(made).failed(BROKEN)
    jest.advanceTimersByTime(1_000)
    await made.starts.resume(clientWith(1), ['a'])
    expect(made.started).toEqual([{ messageId: 'a', asked: 1_001_000 }])
    jest.advanceTimersByTime(LEASE_MS)
    expect(made.given).toEqual([1])
  })

  it('do not run after a retry that finds another lease', async () => {
    const made = bed()
    begin(made).failed(BROKEN)
    await made.starts.resume(clientWith(), ['a'])
    expect(made.started).toEqual([])
    expect([...made.given].sort()).toEqual([0, 1])
  })

  it('wait for the next write if the renewal of their lease has an unknown outcome', async () => {
    const made = bed()
    begin(made).failed(BROKEN)
    jest.advanceTimersByTime(1_000)
    await made.starts.resume(clientFailing(BROKEN), ['a'])
    expect(made.failures).toEqual([BROKEN])
    jest.advanceTimersByTime(LEASE_MS - 1)
    expect(made.started).toEqual([])
    expect(made.given).toEqual([1])
    await made.starts.resume(clientWith(1), [])
    expect(made.started).toHaveLength(1)
    jest.advanceTimersByTime(LEASE_MS)
    expect(made.given).toEqual([1])
  })

  it('give their slots back at the first lease’s end if no retry could renew it', async () => {
    const made = bed()
    begin(made).failed(BROKEN)
    jest.advanceTimersByTime(1_000)
    await made.starts.resume(clientFailing(CONFLICT), ['a'])
    jest.advanceTimersByTime(LEASE_MS - 1_001)
    expect(made.given).toEqual([1])
    jest.advanceTimersByTime(1)
    expect(made.given).toEqual([1, 0])
    await made.starts.resume(clientWith(1), [])
    expect(made.started).toEqual([])
  })

  it('keep their slots while the renewal of the lease is under way', async () => {
    const made = bed()
    begin(made).failed(BROKEN)
    jest.advanceTimersByTime(LEASE_MS - 1)
    const answer = Promise.withResolvers<{ rows: { place: number }[] }>()
    const slow = { query: () => answer.promise } as unknown as ClientBase
    const resumed = made.starts.resume(slow, ['a'])
    jest.advanceTimersByTime(1_000)
    answer.resolve({ rows: [{ place: 1 }] })
    await resumed
    expect(made.given).toEqual([1])
    expect(made.started).toHaveLength(1)
  })

  it('are forgotten when a retry records the message anew', async () => {
    const made = bed()
    begin(made).failed(BROKEN)
    const retry = made.starts.begin()
    retry.sent(['a'], [])
    retry.committed([])
    expect([...made.given].sort()).toEqual([0, 1])
    await made.starts.resume(clientWith(1), ['a'])
    expect(made.started).toEqual([])
  })

  it('run after a retry that failed because the first commit became visible meanwhile', async () => {
    const made = bed()
    begin(made).failed(BROKEN)
    begin(made).failed(REPEATED_KEY)
    expect(made.given).not.toContain(0)
    await made.starts.resume(clientWith(1), ['a'])
    expect(made.started).toHaveLength(1)
    expect([...made.given].sort()).toEqual([1, 2, 3])
  })

  it('keep one slot after two unknown outcomes', () => {
    const made = bed()
    begin(made).failed(BROKEN)
    begin(made).failed(BROKEN)
    expect([...made.given].sort()).toEqual([0, 1, 3])
  })
})
