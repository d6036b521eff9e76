/** Connections per use. */
export interface PoolSizes {
  readonly ingest: number
  readonly dispatch: number
  readonly listen: number
  readonly operations: number
}

/**
 * Minimum per use. Two connections write recordings. Two let settling run beside claiming. One listens
 * all the time, and the operations API needs one.
 */
const LEAST = { ingest: 2, dispatch: 2, listen: 1, operations: 1 }
/** Shares of the remaining connections. */
const SHARES = { ingest: 2, dispatch: 6, operations: 2 }
const ALL_SHARES = SHARES.ingest + SHARES.dispatch + SHARES.operations

/** Splits the connections of an instance between its uses. @param total at least 6 */
export function poolSizes(total: number): PoolSizes {
  const { listen, ...least } = LEAST
  const left = total - listen - least.ingest - least.dispatch - least.operations
  const ingest = least.ingest + Math.floor((left * SHARES.ingest) / ALL_SHARES)
  const operations = least.operations + Math.floor((left * SHARES.operations) / ALL_SHARES)
  return { ingest, operations, listen, dispatch: total - listen - ingest - operations }
}
