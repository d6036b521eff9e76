import { createPool, type DatabaseConnection, type Pool } from '../lib/store/database.ts'

/** Connections to the database: each use has its own, so that none waits for another's. */
export interface Pools {
  readonly ingest: Pool
  readonly dispatch: Pool
  readonly listen: Pool
  readonly operations: Pool
  end(): Promise<void>
}

/** docs/operations.md names their sum. */
const CONNECTIONS = { ingest: 4, dispatch: 8, listen: 1, operations: 3 }

/** @param connection asked for at each new connection: its password may be rotated */
export function composePools(
  connection: () => DatabaseConnection,
  onError: (error: unknown) => void,
): Pools {
  const pool = (name: keyof typeof CONNECTIONS, pipeline = false, adHoc = false) =>
    createPool(connection, {
      name: `sf-event-receiver ${name}`,
      max: CONNECTIONS[name],
      pipeline,
      adHoc,
      onError,
    })
  const pools = {
    ingest: pool('ingest', true),
    dispatch: pool('dispatch', true),
    listen: pool('listen'),
    operations: pool('operations', true, true),
  }
  return {
    ...pools,
    async end() {
      await Promise.all(Object.values(pools).map((each) => each.end()))
    },
  }
}
