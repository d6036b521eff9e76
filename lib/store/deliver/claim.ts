import type { ClientBase, Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { inPipelinedTransaction } from '../db/transaction.ts'
import { claimLanes, type LaneClaim } from './claim-lanes.ts'
import type { Claimed } from './claimed.ts'

const admit = defineStatement({
  name: 'admit-claims',
  // Serialises the claims for a handler with an installation-wide limit: the next statement then sees
  // the committed starts of the previous claim. Only this statement knows whether a circuit is open; an
  // open circuit counts its probes.
  text: `
    select id from handler
    where id = any($1::int[]) or (id = any($2::int[]) and circuit_opened_at is not null)
    order by id
    for no key update`,
})

/** Locks the handlers with counted starts until the commit of the claim. */
async function admitClaims(client: ClientBase, claims: readonly LaneClaim[]): Promise<void> {
  const counted = claims.filter(({ total, ratePerMs }) => total !== null || ratePerMs !== null)
  await execute(client, admit, [
    counted.map(({ handlerId }) => handlerId),
    claims.map(({ handlerId }) => handlerId),
  ])
}

/**
 * Leases due lanes and starts the head of each, within the limits of the handlers. Locks the handlers
 * and claims the lanes in one round trip.
 */
export function claim(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  claims: readonly LaneClaim[],
): Promise<Claimed> {
  return inPipelinedTransaction(pool, async (client) => {
    const admitted = admitClaims(client, claims)
    const claimed = claimLanes(client, instanceId, leaseMs, claims)
    const both = Promise.all([admitted, claimed])
    // If `begin` fails, nothing awaits the statements sent behind it.
    both.catch(() => undefined)
    return { result: claimed, lastStatement: both }
  })
}
