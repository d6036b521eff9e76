import { createPool, type DatabaseConnection } from '../../store/db/database.ts'
import { extendLeases } from '../../store/deliver/extend-leases.ts'

/** Extended this often (ms). */
const EXTEND_MS = 2_000

/**
 * Extends the leases of the running versions, which a debugger may have paused. They end by
 * themselves after the death of a version.
 */
export function keepLeases(
  database: DatabaseConnection,
  leaseMs: number,
  instances: () => string[],
): { close(): Promise<void> } {
  const pool = createPool(() => database, {
    name: 'sf-event-receiver dev',
    max: 1,
    // The versions report an unavailable database.
    onError: () => undefined,
  })
  let last = Promise.resolve()
  const timer = setInterval(() => {
    last = extendLeases(pool, instances(), leaseMs).catch(() => undefined)
  }, EXTEND_MS)
  return {
    async close() {
      clearInterval(timer)
      await last
      await pool.end()
    },
  }
}
