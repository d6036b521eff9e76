/** Connections of each use. */
export interface PoolSizes {
  readonly ingest: number
  readonly dispatch: number
  readonly listen: number
  readonly operations: number
}

/**
 * Two for the writers of recordings, two so that settling need not wait for claiming; one listens all
 * the time, and people need one.
 */
const LEAST = { ingest: 2, dispatch: 2, listen: 1, operations: 1 }
/** How what is left is shared. */
const SHARES = { ingest: 2, dispatch: 6, operations: 2 }
const ALL_SHARES = SHARES.ingest + SHARES.dispatch + SHARES.operations

/** Splits the connections of an instance over its uses. @param total at least 6. Pure. */
export function poolSizes(total: number): PoolSizes {
  const { listen, ...least } = LEAST
  const left = total - listen - least.ingest - least.dispatch - least.operations
  const ingest = least.ingest + Math.floor((left * SHARES.ingest) / ALL_SHARES)
  const operations = least.operations + Math.floor((left * SHARES.operations) / ALL_SHARES)
  return { ingest, operations, listen, dispatch: total - listen - ingest - operations }
}
