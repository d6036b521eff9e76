import type { Config } from '../../lib/config/config.ts'
import type { Logger } from '../../lib/observability/log/logger.ts'
import {
  createPool,
  type DatabaseConnection,
  ignoresHostName,
  type Pool,
} from '../../lib/store/db/database.ts'
import { reachServer } from '../../lib/store/db/reach-server.ts'
import { createServerWatch } from '../../lib/store/db/server-watch.ts'
import { type PoolSizes, poolSizes } from './pool-sizes.ts'
import { reportFailures } from './report-failures.ts'

/** Connections to the database. Each use has its own pool, so none waits for another. */
export interface Pools {
  readonly ingest: Pool
  readonly dispatch: Pool
  readonly listen: Pool
  readonly operations: Pool
  end(): Promise<void>
}

/** Longer than statement_timeout, which excludes a commit's wait for a standby (ms). */
const OVERDUE_MS = 15_500

/** @param connection called for each new connection, because passwords are rotated */
export function composePools(
  connection: () => DatabaseConnection,
  { databasePoolSize, databaseSchema }: Pick<Config, 'databasePoolSize' | 'databaseSchema'>,
  logger: Logger,
): Pools {
  warnOfIgnoredHostName(connection(), logger)
  const onError = reportFailures(logger)('connection lost')
  const watch = createServerWatch({
    reach: (overdue) => reachServer(connection(), overdue),
    overdueMs: OVERDUE_MS,
    now: () => performance.now(),
    onDropped: (connections) =>
      logger.warn({ connections }, 'dropped connections: the address leads to another server'),
  })
  const sizes = poolSizes(databasePoolSize)
  const pool = (name: keyof PoolSizes, pipeline = false, adHoc = false) =>
    createPool(connection, {
      name: `sf-event-receiver ${name}`,
      max: sizes[name],
      pipeline,
      adHoc,
      schema: databaseSchema,
      watch,
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
      watch.close()
      await Promise.all(Object.values(pools).map((each) => each.end()))
    },
  }
}

function warnOfIgnoredHostName(connection: DatabaseConnection, logger: Logger): void {
  if (!ignoresHostName(connection)) return
  logger.warn(
    { code: 'database_host_name_ignored' },
    "the database is verified by its binding's authority, not by its host name (docs/database.md)",
  )
}
