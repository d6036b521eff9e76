import { settledOrTimeout } from './eventually.ts'
import type { InstanceOptions, TestBed, TestInstance } from './test-service.ts'
import type { WatchedDatabase } from './watched-database.ts'

/**
 * Starts an instance whose first claim has found nothing when this resolves: its recordings may start
 * deliveries.
 */
export async function startCalm(
  bed: TestBed,
  way: WatchedDatabase,
  options: InstanceOptions,
): Promise<TestInstance> {
  const before = way.sent('claim-lanes')
  const instance = await bed.startInstance({ ...options, database: way.connection })
  // A process claims one time after the other: the second claim shows that the first one is over.
  await settledOrTimeout(async () => {
    await bed.db.query(`select pg_notify('sf_event_receiver_lanes', 'test')`)
    return way.sent('claim-lanes') > before + 1
  }, 'the first claim to end')
  return instance
}
