import type { Pool } from 'pg'
import type { Settlement } from './settlement.ts'
import { isPlainlyCompleted, settleCompleted } from './statements/settle-completed.ts'
import { NOT_HELD, type SettledLane, settleDeliveries } from './statements/settle-deliveries.ts'

/**
 * Settles a batch: what is plainly completed by a small statement, what that leaves and everything
 * else by the one that knows all cases. Results in the order given.
 */
export async function settleBatch(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  settlements: readonly Settlement[],
): Promise<SettledLane[]> {
  const lanes = new Map<Settlement, SettledLane>()
  const plain = settlements.filter(isPlainlyCompleted)
  if (plain.length > 0) {
    const completed = await settleCompleted(pool, instanceId, leaseMs, plain)
    completed.forEach((lane, index) => {
      if (lane === null) return
      lanes.set(plain[index] as Settlement, { held: true, spared: false, circuit: null, ...lane })
    })
  }
  const others = settlements.filter((settlement) => !lanes.has(settlement))
  if (others.length > 0) {
    const settled = await settleDeliveries(pool, instanceId, leaseMs, others)
    settled.forEach((lane, index) => {
      lanes.set(others[index] as Settlement, lane)
    })
  }
  return settlements.map((settlement) => lanes.get(settlement) ?? NOT_HELD)
}
