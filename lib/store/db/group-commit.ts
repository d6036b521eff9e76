import { setTimeout } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'
import { afterFailure } from './after-failure.ts'
import { type DatabaseFailure, failureOf } from './sql-state.ts'

export interface GroupCommitOptions<Item, Result> {
  /** Writes a batch in one transaction; results in the order of the items. */
  readonly write: (items: readonly Item[], attempt: number) => Promise<Result[]>
  /** concurrent batches; two were best, see docs/decisions/0004-group-commit.md */
  readonly writers: number
  readonly maxBatch: number
  /** a batch is full at this many bytes, by `sizeOf` */
  readonly maxBatchBytes: number
  /**
   * Most work of a batch, by `workOf`. A larger item is written alone, by one writer at a time; small
   * items may overtake it through the other writers.
   */
  readonly maxBatchWork: number
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
  /** pause between two tries; tests pass their own */
  readonly pause?: (ms: number) => Promise<unknown>
  /** called after each failed write of a batch */
  readonly onFailure: (error: unknown, items: number) => void
}

export interface GroupCommit<Item, Result> {
  /**
   * Resolves once the item is committed.
   * @param waitedMs earlier wait, which counts towards maxWaitMs (ms)
   * @throws ReceiverError queue_full or database_unavailable; or the database's error for this item
   *   (SQLSTATE classes 22, 23, 54)
   */
  submit(item: Item, waitedMs?: number): Promise<Result>
  /** items waiting or being written */
  size(): number
  /** Resolves when no item is waiting or being written. */
  idle(): Promise<void>
}

interface Entry<Item, Result> {
  readonly item: Item
  readonly bytes: number
  readonly work: number
  readonly deadline: number
  readonly resolve: (result: Result) => void
  readonly reject: (error: unknown) => void
  expired: boolean
}

/** Interval of the check for expired entries. */
const SWEEP_MS = 250
const FIRST_RETRY_MS = 50
/** Short for `unavailable`: senders wait for the first try after a failover. */
const MAX_RETRY_MS = { unavailable: 250, slow: 1_000, conflict: 1_000, data: 0 }

/**
 * Writes items together that arrive during a commit, with one fsync, and never waits to fill a batch.
 * Each writer keeps the order of submission.
 */
export function createGroupCommit<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
): GroupCommit<Item, Result> {
  const { pause = setTimeout } = options
  const entries = new Set<Entry<Item, Result>>()
  const waiting: Entry<Item, Result>[] = []
  const idleWaiters: (() => void)[] = []
  let bytes = 0
  let busyWriters = 0
  let isLargeUnderWay = false
  let starting = false
  let sweep: NodeJS.Timeout | null = null

  function leave(entry: Entry<Item, Result>): void {
    entries.delete(entry)
    bytes -= entry.bytes
    if (entries.size > 0) return
    if (sweep !== null) clearInterval(sweep)
    sweep = null
    for (const wake of idleWaiters.splice(0)) wake()
  }

  /**
   * Retries until every entry has its answer.
   * @param firstAttempt halves of a split batch continue its count of attempts
   */
  async function writeOut(batch: Entry<Item, Result>[], firstAttempt = 1): Promise<void> {
    const failures = { unavailable: 0, slow: 0, conflict: 0, data: 0 }
    let pending = withoutExpired(batch)
    for (let attempt = firstAttempt; pending.length > 0; attempt += 1) {
      try {
        const items = pending.map((entry) => entry.item)
        const results = await options.write(items, attempt)
        pending.forEach((entry, index) => {
          leave(entry)
          entry.resolve(results[index] as Result)
        })
        return
      } catch (error) {
        options.onFailure(error, pending.length)
        const failure = failureOf(error)
        failures[failure] += 1
        const times = failures[failure]
        switch (afterFailure(failure, times, pending.length)) {
          case 'retry':
            await pause(retryDelay(failure, times))
            break
          case 'split':
            return writeHalves(pending, attempt + 1)
          case 'reject':
            return reject(pending, failure === 'data' ? error : conflicted(times, error))
        }
      }
      pending = withoutExpired(pending)
    }
  }

  /** Keeps the order. Isolates the failing item, and commits the other items without it. */
  async function writeHalves(batch: Entry<Item, Result>[], firstAttempt: number): Promise<void> {
    const middle = Math.ceil(batch.length / 2)
    await writeOut(batch.slice(0, middle), firstAttempt)
    await writeOut(batch.slice(middle), firstAttempt)
  }

  function reject(batch: readonly Entry<Item, Result>[], error: unknown): void {
    for (const entry of batch) {
      leave(entry)
      entry.reject(error)
    }
  }

  /** Removes expired entries, which already have their answer. */
  function withoutExpired(batch: readonly Entry<Item, Result>[]): Entry<Item, Result>[] {
    return batch.filter((entry) => {
      if (entry.expired) leave(entry)
      return !entry.expired
    })
  }

  /** Rejects expired items; if one still commits, the sender's retry is detected as a duplicate. */
  function refuseExpired(): void {
    const now = options.now()
    for (const entry of entries) {
      if (entry.expired || entry.deadline > now) continue
      entry.expired = true
      entry.reject(
        new ReceiverError(
          'database_unavailable',
          `expected the database within ${options.maxWaitMs} ms, it did not answer: try again later`,
        ),
      )
    }
  }

  const isLarge = ({ work }: Entry<Item, Result>) => work > options.maxBatchWork

  /** The next small items, or one large item. Empty = only large items wait while one is being written. */
  function takeBatch(): Entry<Item, Result>[] {
    const batch: Entry<Item, Result>[] = []
    let size = 0
    let work = 0
    for (let at = 0; at < waiting.length && batch.length < options.maxBatch; ) {
      const entry = waiting[at] as Entry<Item, Result>
      if (isLarge(entry) && isLargeUnderWay) {
        at += 1
        continue
      }
      const isFull = size >= options.maxBatchBytes || work + entry.work > options.maxBatchWork
      if (batch.length > 0 && isFull) break
      waiting.splice(at, 1)
      batch.push(entry)
      size += entry.bytes
      work += entry.work
      if (isLarge(entry)) break
    }
    return batch
  }

  /** Batches all items of one turn of the event loop. */
  function startSoon(): void {
    if (starting || busyWriters === options.writers) return
    starting = true
    setImmediate(() => {
      starting = false
      startWriters()
    })
  }

  function startWriters(): void {
    while (busyWriters < options.writers) {
      const batch = takeBatch()
      if (batch.length === 0) return
      const hasLarge = batch.some(isLarge)
      busyWriters += 1
      if (hasLarge) isLargeUnderWay = true
      void writeOut(batch).finally(() => {
        busyWriters -= 1
        if (hasLarge) isLargeUnderWay = false
        startSoon()
      })
    }
  }

  return {
    submit(item, waitedMs = 0) {
      const size = options.sizeOf(item)
      if (entries.size >= options.maxQueued || bytes + size > options.maxQueuedBytes) {
        return Promise.reject(
          new ReceiverError(
            'queue_full',
            `${entries.size} items wait for the database: try again later`,
          ),
        )
      }
      return new Promise<Result>((resolve, reject) => {
        const deadline = options.now() + options.maxWaitMs - waitedMs
        const work = options.workOf(item)
        const entry = { item, bytes: size, work, deadline, resolve, reject, expired: false }
        entries.add(entry)
        bytes += size
        waiting.push(entry)
        sweep ??= setInterval(refuseExpired, SWEEP_MS).unref()
        startSoon()
      })
    },
    size: () => entries.size,
    idle: () =>
      entries.size === 0 ? Promise.resolve() : new Promise((resolve) => idleWaiters.push(resolve)),
  }
}

function conflicted(times: number, cause: unknown): ReceiverError {
  return new ReceiverError(
    'database_unavailable',
    `expected the database to commit, other transactions conflicted ${times} times: try again later`,
    { cause },
  )
}

function retryDelay(failure: DatabaseFailure, times: number): number {
  return Math.min(MAX_RETRY_MS[failure], FIRST_RETRY_MS * 2 ** (times - 1))
}
