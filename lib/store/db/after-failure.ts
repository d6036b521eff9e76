import type { DatabaseFailure } from './sql-state.ts'

/** The next step for a batch whose write failed. */
export type NextStep =
  /** pause, then write the same batch again */
  | 'retry'
  /** write the two halves one after the other */
  | 'split'
  /** reject the only item of the batch */
  | 'reject'

/** A deadlock or a lost race is over after one or two retries. After this many writes the batch is split. */
const CONFLICTS_BEFORE_SPLIT = 3
/** A single item that still conflicts after this many writes must not occupy its writer any longer. */
const MAX_CONFLICTS = 8

/**
 * @param times how often the write of these items has failed in this way
 * @param items size of the batch
 */
export function afterFailure(failure: DatabaseFailure, times: number, items: number): NextStep {
  switch (failure) {
    case 'unavailable':
      return 'retry'
    // One item alone may find the database less busy at its next try.
    case 'slow':
      return items > 1 ? 'split' : 'retry'
    case 'data':
      return items > 1 ? 'split' : 'reject'
    case 'conflict':
      if (items > 1) return times < CONFLICTS_BEFORE_SPLIT ? 'retry' : 'split'
      return times < MAX_CONFLICTS ? 'retry' : 'reject'
  }
}
