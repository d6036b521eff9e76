import type { Pool } from 'pg'
import { inTransaction } from '../db/transaction.ts'
import { admitClaims } from './admit-claims.ts'
import { type Claimed, claimLanes, type LaneClaim } from './claim-lanes.ts'

/**
 * Leases due lanes and starts the head of each, within the limits of the handlers. Handlers are locked
 * and lanes claimed in one round trip.
 */
export function claim(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  claims: readonly LaneClaim[],
): Promise<Claimed> {
  return inTransaction(pool, async (client) => {
    const admitted = admitClaims(client, claims)
    const claimed = claimLanes(client, instanceId, leaseMs, claims)
    const both = Promise.all([admitted, claimed])
    // When begin itself fails nobody waits for what was sent behind it.
    both.catch(() => undefined)
    return { result: claimed, lastStatement: both }
  })
}
