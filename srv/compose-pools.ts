import type { Config } from '../lib/config/config.ts'
import { createPool, type DatabaseConnection, type Pool } from '../lib/store/database.ts'
import { type PoolSizes, poolSizes } from './pool-sizes.ts'

/** Connections to the database: each use has its own, so that none waits for another's. */
export interface Pools {
  readonly ingest: Pool
  readonly dispatch: Pool
  readonly listen: Pool
  readonly operations: Pool
  end(): Promise<void>
}

/** @param connection asked for at each new connection: its password may be rotated */
export function composePools(
  connection: () => DatabaseConnection,
  { databasePoolSize, databaseSchema }: Pick<Config, 'databasePoolSize' | 'databaseSchema'>,
  onError: (error: unknown) => void,
): Pools {
  const sizes = poolSizes(databasePoolSize)
  const pool = (name: keyof PoolSizes, pipeline = false, adHoc = false) =>
    createPool(connection, {
      name: `sf-event-receiver ${name}`,
      max: sizes[name],
      pipeline,
      adHoc,
      schema: databaseSchema,
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
