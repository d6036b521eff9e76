import { describe, expect, it } from '@jest/globals'
import { createGroupCommit, type GroupCommitOptions } from '../../../lib/store/db/group-commit.ts'
import { settledOrTimeout } from '../../support/eventually.ts'

const sqlError = (code: string) => Object.assign(new Error(code), { code })

function commit(options: Partial<GroupCommitOptions<number, number>>) {
  const batches: number[][] = []
  const group = createGroupCommit<number, number>({
    write: async (items) => items.map((item) => item * 10),
    writers: 1,
    maxBatch: 100,
    maxBatchBytes: 1_000,
    maxQueued: 100,
    maxQueuedBytes: 10_000,
    maxBatchWork: 1_000,
    sizeOf: () => 1,
    workOf: () => 1,
    maxWaitMs: 10_000,
    now: () => performance.now(),
    onFailure: () => undefined,
    ...options,
    ...(options.write === undefined
      ? {}
      : {
          write: (items: readonly number[], attempt: number) => {
            batches.push([...items])
            return (options.write as GroupCommitOptions<number, number>['write'])(items, attempt)
          },
        }),
  })
  return { group, batches }
}

describe('group commit', () => {
  it('writes what arrives during a commit together with the next one, in order', async () => {
    const gates: (() => void)[] = []
    const { group, batches } = commit({
      write: async (items) => {
        await new Promise<void>((resolve) => gates.push(resolve))
        return items.map((item) => item * 10)
      },
    })
    const first = group.submit(1)
    await settledOrTimeout(() => gates.length === 1, 'the first write')
    const rest = [2, 3, 4].map((item) => group.submit(item))
    gates.shift()?.()
    await first
    await settledOrTimeout(() => gates.length === 1, 'the next write')
    gates.shift()?.()
    expect(await Promise.all(rest)).toEqual([20, 30, 40])
    expect(batches).toEqual([[1], [2, 3, 4]])
    await group.idle()
    expect(group.size()).toBe(0)
  })

  it('writes what arrives in one turn of the event loop in one batch', async () => {
    const { group, batches } = commit({ write: async (items) => [...items] })
    await Promise.all([1, 2, 3].map((item) => group.submit(item)))
    expect(batches).toEqual([[1, 2, 3]])
  })

  it('closes a batch at its bytes', async () => {
    const { group, batches } = commit({
      write: async (items) => [...items],
      maxBatchBytes: 3,
      sizeOf: () => 2,
    })
    await Promise.all([1, 2, 3, 4, 5].map((item) => group.submit(item)))
    expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1])
  })

  it('fails one bad item and none of its neighbours', async () => {
    const { group } = commit({
      write: async (items) => {
        if (items.includes(3)) throw sqlError('22P05')
        return [...items]
      },
    })
    const results = await Promise.allSettled([1, 2, 3, 4].map((item) => group.submit(item)))
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect((results[2] as PromiseRejectedResult).reason.code).toBe('22P05')
  })

  it.each(['57P01', '40P01', 'ECONNRESET'])(
    'tries again after %s and says which attempt it is',
    async (code) => {
      const attempts: number[] = []
      const { group } = commit({
        write: async (items, attempt) => {
          attempts.push(attempt)
          if (attempt < 3) throw sqlError(code)
          return [...items]
        },
      })
      expect(await group.submit(1)).toBe(1)
      expect(attempts).toEqual([1, 2, 3])
    },
  )

  it('pauses between conflicts and gives up after a bounded number of attempts', async () => {
    const pauses: number[] = []
    const { group, batches } = commit({
      pause: async (ms) => pauses.push(ms),
      write: async (items) => {
        // Bounded, so that the test fails instead of hanging where nothing bounds the conflicts.
        if (items.includes(3) && batches.length < 100) throw sqlError('40001')
        return [...items]
      },
    })
    const results = await Promise.allSettled([1, 2, 3, 4].map((item) => group.submit(item)))
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect((results[2] as PromiseRejectedResult).reason).toMatchObject({
      code: 'database_unavailable',
    })
    expect(batches.length).toBeLessThan(20)
    expect(pauses).toEqual([50, 100, 50, 100, 50, 100, 200, 400, 800, 1_000, 1_000])
    expect(group.size()).toBe(0)
  })

  it('splits a batch for one item at fault, in order, and continues to count attempts', async () => {
    const written: [number, number[]][] = []
    const { group } = commit({
      write: async (items, attempt) => {
        written.push([attempt, [...items]])
        if (items.includes(2)) throw sqlError('22P05')
        return [...items]
      },
    })
    await Promise.allSettled([1, 2, 3, 4].map((item) => group.submit(item)))
    expect(written).toEqual([
      [1, [1, 2, 3, 4]],
      [2, [1, 2]],
      [3, [1]],
      [3, [2]],
      [2, [3, 4]],
    ])
  })

  it('counts conflicts apart from outages', async () => {
    const { group } = commit({
      write: async (items, attempt) => {
        if (attempt < 3) throw sqlError('57P01')
        if (attempt === 3) throw sqlError('40001')
        return [...items]
      },
    })
    expect(await Promise.all([group.submit(1), group.submit(2)])).toEqual([1, 2])
  })

  it('refuses what waited too long, also while a write hangs', async () => {
    let clock = 0
    const { group } = commit({
      write: () => new Promise(() => undefined),
      now: () => clock,
      maxWaitMs: 50,
    })
    const hanging = group.submit(1)
    const waiting = group.submit(2)
    clock = 51
    await expect(hanging).rejects.toMatchObject({ code: 'database_unavailable' })
    await expect(waiting).rejects.toMatchObject({ code: 'database_unavailable' })
  })

  it('counts what an item has waited elsewhere', async () => {
    let clock = 0
    const { group } = commit({
      write: () => new Promise(() => undefined),
      now: () => clock,
      maxWaitMs: 50,
    })
    const fresh = group.submit(1)
    const late = group.submit(2, 40)
    clock = 11
    await expect(late).rejects.toMatchObject({ code: 'database_unavailable' })
    clock = 51
    await expect(fresh).rejects.toMatchObject({ code: 'database_unavailable' })
  })

  it('refuses one more than the queue holds, by number and by bytes', async () => {
    const never = () => new Promise<number[]>(() => undefined)
    const byNumber = commit({ write: never, maxQueued: 2 }).group
    void byNumber.submit(1).catch(() => undefined)
    void byNumber.submit(2).catch(() => undefined)
    await expect(byNumber.submit(3)).rejects.toMatchObject({ code: 'queue_full' })
    const byBytes = commit({ write: never, maxQueuedBytes: 5, sizeOf: () => 3 }).group
    void byBytes.submit(1).catch(() => undefined)
    await expect(byBytes.submit(2)).rejects.toMatchObject({ code: 'queue_full' })
  })

  it('closes a batch before it has more work than it may', async () => {
    const { group, batches } = commit({
      maxBatchWork: 10,
      workOf: (item) => item,
      write: async (items) => [...items],
    })
    await Promise.all([4, 4, 4, 9, 1].map((item) => group.submit(item)))
    expect(batches).toEqual([[4, 4], [4], [9, 1]])
  })

  it('writes large items alone and one at a time, and lets small ones pass them', async () => {
    const gates = new Map<number, () => void>()
    const { group, batches } = commit({
      writers: 2,
      maxBatchWork: 10,
      workOf: (item) => item,
      write: async (items) => {
        const [first = 0] = items
        if (first > 10) await new Promise<void>((resolve) => gates.set(first, resolve))
        return [...items]
      },
    })
    const large = [20, 30].map((item) => group.submit(item))
    const small = [1, 2, 3].map((item) => group.submit(item))
    await Promise.all(small)
    expect(batches).toEqual([[20], [1, 2, 3]])
    await group.submit(4)
    gates.get(20)?.()
    await settledOrTimeout(() => gates.has(30), 'the second large item to be written')
    gates.get(30)?.()
    await Promise.all(large)
    expect(batches).toEqual([[20], [1, 2, 3], [4], [30]])
  })

  it.each([sqlError('57014'), new Error('Query read timeout')])(
    'splits a batch that took too long, and tries a single item again: %s',
    async (slow) => {
      let alone = 0
      const { group, batches } = commit({
        pause: async () => undefined,
        write: async (items) => {
          if (items.length > 1 || (items[0] === 3 && alone++ === 0)) throw slow
          return [...items]
        },
      })
      await Promise.all([1, 2, 3, 4].map((item) => group.submit(item)))
      expect(batches).toEqual([[1, 2, 3, 4], [1, 2], [1], [2], [3, 4], [3], [3], [4]])
    },
  )
})
