import type { DatabaseFailure } from './sql-state.ts'

/** The next step for a batch whose write failed. */
export type NextStep =
  /** pause, then write the same batch again */
  | 'retry'
  /** write the two halves one after the other */
  | 'split'
  /** reject the only item of the batch */
  | 'reject'

/** Splits the batch after this many writes: one or two retries usually resolve a conflict. */
const CONFLICTS_BEFORE_SPLIT = 3
/** Rejects a single item after this many writes, to free its writer. */
const MAX_CONFLICTS = 8

/**
 * @param times failed writes of these items with this failure
 * @param items batch size
 */
export function afterFailure(failure: DatabaseFailure, times: number, items: number): NextStep {
  switch (failure) {
    case 'unavailable':
      return 'retry'
    // For a single item the database may be less busy at the next try.
    case 'slow':
      return items > 1 ? 'split' : 'retry'
    case 'data':
      return items > 1 ? 'split' : 'reject'
    case 'conflict':
      if (items > 1) return times < CONFLICTS_BEFORE_SPLIT ? 'retry' : 'split'
      return times < MAX_CONFLICTS ? 'retry' : 'reject'
  }
}
