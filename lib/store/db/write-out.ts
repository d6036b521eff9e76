import { setTimeout } from 'node:timers/promises'
import { ReceiverError } from '../../errors.ts'
import { afterFailure } from './after-failure.ts'
import type { CommitQueue, Entry } from './commit-queue.ts'
import { type DatabaseFailure, failureOf } from './sql-state.ts'

export interface WriteOutOptions<Item, Result> {
  /** Writes a batch in one transaction; results in the order of the items. */
  readonly write: (items: readonly Item[], attempt: number) => Promise<Result[]>
  /** pause between two attempts; tests pass their own */
  readonly pause?: (ms: number) => Promise<unknown>
  /** called after each failed write of a batch */
  readonly onFailure: (error: unknown, items: number) => void
}

const FIRST_RETRY_MS = 50
/** Short for `unavailable`: senders wait for the first try after a failover. */
const MAX_RETRY_MS = { unavailable: 250, slow: 1_000, conflict: 1_000, data: 0 }

/**
 * Writes a batch, and retries until every entry has its answer.
 * @param firstAttempt halves of a split batch continue its count of attempts
 */
export async function writeOut<Item, Result>(
  queue: CommitQueue<Item, Result>,
  batch: readonly Entry<Item, Result>[],
  options: WriteOutOptions<Item, Result>,
  firstAttempt = 1,
): Promise<void> {
  const { pause = setTimeout } = options
  const failures = { unavailable: 0, slow: 0, conflict: 0, data: 0 }
  let pending = queue.withoutExpired(batch)
  for (let attempt = firstAttempt; pending.length > 0; attempt += 1) {
    try {
      const items = pending.map((entry) => entry.item)
      const results = await options.write(items, attempt)
      pending.forEach((entry, index) => void queue.resolve(entry, results[index] as Result))
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
        case 'split': {
          // Keeps the order. Isolates the failing item, and commits the other items without it.
          const middle = Math.ceil(pending.length / 2)
          await writeOut(queue, pending.slice(0, middle), options, attempt + 1)
          return writeOut(queue, pending.slice(middle), options, attempt + 1)
        }
        case 'reject':
          return queue.reject(pending, failure === 'data' ? error : conflicted(times, error))
      }
    }
    pending = queue.withoutExpired(pending)
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
