import { ReceiverError } from '../../errors.ts'
import { type BatchLimits, takeBatch } from './take-batch.ts'

export interface CommitQueueOptions<Item> extends BatchLimits {
  /** most items waiting or being written; rejects further items */
  readonly maxQueued: number
  /** most bytes waiting or being written, by `sizeOf` */
  readonly maxQueuedBytes: number
  readonly sizeOf: (item: Item) => number
  /** number of its rows */
  readonly workOf: (item: Item) => number
  /** longest wait of an item for the database before its rejection (ms) */
  readonly maxWaitMs: number
  readonly now: () => number
}

/** An item that waits or is being written. */
export interface Entry<Item, Result> {
  readonly item: Item
  readonly bytes: number
  readonly work: number
  readonly deadline: number
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
  /** it already has its answer */
  expired: boolean
}

export interface CommitQueue<Item, Result> {
  /**
   * @param waitedMs earlier wait, which counts towards maxWaitMs (ms)
   * @throws ReceiverError queue_full
   */
  add(item: Item, waitedMs: number): Promise<Result>
  /** Takes the next batch; empty = nothing waits, or only large items while one is being written. */
  take(isLargeUnderWay: boolean): Entry<Item, Result>[]
  resolve(entry: Entry<Item, Result>, result: Result): void
  reject(entries: readonly Entry<Item, Result>[], error: unknown): void
  /** Removes expired entries. @returns the others */
  withoutExpired(entries: readonly Entry<Item, Result>[]): Entry<Item, Result>[]
  /** items waiting or being written */
  size(): number
  /** Resolves when no item is waiting or being written. */
  idle(): Promise<void>
}

/** Interval of the check for expired entries. */
const SWEEP_MS = 250

/** The items of a group commit, from their submission to their answer. */
export function createCommitQueue<Item, Result>(
  options: CommitQueueOptions<Item>,
): CommitQueue<Item, Result> {
  const { now, maxWaitMs, maxQueued, maxQueuedBytes } = options
  const entries = new Set<Entry<Item, Result>>()
  const waiting: Entry<Item, Result>[] = []
  const idleWaiters: (() => void)[] = []
  let bytes = 0
  let sweep: NodeJS.Timeout | null = null

  function leave(entry: Entry<Item, Result>): void {
    entries.delete(entry)
    bytes -= entry.bytes
    if (entries.size > 0) return
    if (sweep !== null) clearInterval(sweep)
    sweep = null
    for (const wake of idleWaiters.splice(0)) wake()
  }

  return {
    add(item, waitedMs) {
      const size = options.sizeOf(item)
      if (entries.size >= maxQueued || bytes + size > maxQueuedBytes) {
        return Promise.reject(queueFull(entries.size))
      }
      return new Promise<Result>((resolve, reject) => {
        const deadline = now() + maxWaitMs - waitedMs
        const work = options.workOf(item)
        const entry = { item, bytes: size, work, deadline, resolve, reject, expired: false }
        entries.add(entry)
        bytes += size
        waiting.push(entry)
        sweep ??= setInterval(() => rejectExpired(entries, now(), maxWaitMs), SWEEP_MS).unref()
      })
    },
    take: (isLargeUnderWay) => takeBatch(waiting, options, isLargeUnderWay),
    resolve(entry, result) {
      leave(entry)
      entry.resolve(result)
    },
    reject(batch, error) {
      for (const entry of batch) {
        leave(entry)
        entry.reject(error)
      }
    },
    withoutExpired: (batch) =>
      batch.filter((entry) => {
        if (entry.expired) leave(entry)
        return !entry.expired
      }),
    size: () => entries.size,
    idle: () =>
      entries.size === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve)),
  }
}

function queueFull(items: number): ReceiverError {
  return new ReceiverError('queue_full', `${items} items wait for the database: try again later`)
}

/** Rejects expired items; if one still commits, the sender's retry is detected as a duplicate. */
function rejectExpired<Item, Result>(
  entries: Iterable<Entry<Item, Result>>,
  now: number,
  maxWaitMs: number,
): void {
  for (const entry of entries) {
    if (entry.expired || entry.deadline > now) continue
    entry.expired = true
    entry.reject(
      new ReceiverError(
        'database_unavailable',
        `expected the database within ${maxWaitMs} ms, it did not answer: try again later`,
      ),
    )
  }
}
