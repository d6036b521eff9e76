import { type CommitQueueOptions, createCommitQueue } from './commit-queue.ts'
import { isLarge } from './take-batch.ts'
import { type WriteOutOptions, writeOut } from './write-out.ts'

export interface GroupCommitOptions<Item, Result>
  extends CommitQueueOptions<Item>,
    WriteOutOptions<Item, Result> {
  /** concurrent batches; two were best, see docs/decisions/0004-group-commit.md */
  readonly writers: number
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

/**
 * Writes items together that arrive during a commit, with one fsync, and never waits to fill a batch.
 * Each writer keeps the order of submission.
 */
export function createGroupCommit<Item, Result>(
  options: GroupCommitOptions<Item, Result>,
): GroupCommit<Item, Result> {
  const queue = createCommitQueue<Item, Result>(options)
  let busyWriters = 0
  let isLargeUnderWay = false
  let starting = false

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
      const batch = queue.take(isLargeUnderWay)
      if (batch.length === 0) return
      const hasLarge = batch.some((entry) => isLarge(entry, options))
      busyWriters += 1
      if (hasLarge) isLargeUnderWay = true
      void writeOut(queue, batch, options).finally(() => {
        busyWriters -= 1
        if (hasLarge) isLargeUnderWay = false
        startSoon()
      })
    }
  }

  return {
    submit(item, waitedMs = 0) {
      const result = queue.add(item, waitedMs)
      startSoon()
      return result
    },
    size: queue.size,
    idle: queue.idle,
  }
}
