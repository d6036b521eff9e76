import type { Pool } from '../../../lib/store/db/database.ts'
import { claim } from '../../../lib/store/deliver/claim.ts'
import { FROM_START, type LaneClaim } from '../../../lib/store/deliver/claim-lanes.ts'
import { settleBatch } from '../../../lib/store/deliver/settle-batch.ts'
import { completed } from '../../../test/support/settle-once.ts'

export interface BulkOptions {
  readonly instanceId: string
  readonly handlerIds: readonly number[]
  /** lanes that each handler may have at a time */
  readonly concurrency: number
  readonly claims: number
  /** waiting in each lane */
  readonly deliveriesPerLane: number
}

export interface BulkTimes {
  readonly claimMs: number
  readonly settleMs: number
  readonly deliveries: number
}

/** As long as the service's own. */
const LEASE_MS = 30_000

/**
 * Claims lanes and settles what waits in them, as dispatcher and settler do under full load, with
 * nothing in between: only the two transactions are measured.
 * @throws Error when there was less to do than was asked for
 */
export async function processBulk(pool: Pool, work: BulkOptions): Promise<BulkTimes> {
  const { instanceId, handlerIds, concurrency } = work
  const claims = handlerIds.map((id) => claimFor(id, concurrency))
  let claimMs = 0
  let settleMs = 0
  let deliveries = 0
  for (let number = 0; number < work.claims; number += 1) {
    const asked = performance.now()
    let { started } = await claim(pool, instanceId, LEASE_MS, claims)
    claimMs += performance.now() - asked
    while (started.length > 0) {
      const settlements = started.map((delivery) => completed({ ...delivery, event: null }))
      const before = performance.now()
      const lanes = await settleBatch(pool, instanceId, LEASE_MS, settlements)
      settleMs += performance.now() - before
      deliveries += lanes.filter(({ held }) => held).length
      started = lanes.flatMap((lane) => lane.started ?? [])
    }
  }
  const expected = work.claims * handlerIds.length * concurrency * work.deliveriesPerLane
  if (deliveries === expected) return { claimMs, settleMs, deliveries }
  throw new Error(`expected ${expected} deliveries to be settled, got ${deliveries}`)
}

function claimFor(handlerId: number, concurrency: number): LaneClaim {
  const noLimit = {
    total: null,
    ratePerMs: null,
    rateCapacity: null,
    ...FROM_START,
    probeMs: 60_000,
  }
  return { handlerId, slots: concurrency, ...noLimit }
}
