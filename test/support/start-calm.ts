import { settledOrTimeout } from './eventually.ts'
import type { InstanceOptions, TestBed, TestInstance } from './test-service.ts'
import type { WatchedDatabase } from './watched-database.ts'

const CHANNEL = 'sf_event_receiver_lanes'

/**
 * Starts an instance whose first claim has found nothing when this resolves: its recordings may start
 * deliveries.
 */
export async function startCalm(
  bed: TestBed,
  way: WatchedDatabase,
  options: InstanceOptions,
): Promise<TestInstance> {
  const listening = async () =>
    (
      await bed.rows(
        `select from pg_stat_activity where datname = current_database() and query = 'listen ${CHANNEL}'`,
      )
    ).length
  const before = { claims: way.sent('claim-lanes'), listening: await listening() }
  const instance = await bed.startInstance({ ...options, database: way.connection })
  await settledOrTimeout(async () => (await listening()) > before.listening, 'it to listen')
  await bed.db.query(`select pg_notify('${CHANNEL}', 'test')`)
  // A process claims one time after the other: the second claim shows that the first one is over.
  const isOver = () => way.sent('claim-lanes') > before.claims + 1
  await settledOrTimeout(isOver, 'the first claim to end')
  return instance
}
