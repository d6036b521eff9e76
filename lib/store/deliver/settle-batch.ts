import type { ClientBase, Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { type DeliveryKey, deliveryKeys } from '../record/started-delivery.ts'
import { findSettled } from './find-settled.ts'
import { NOT_HELD, settleDeliveries } from './settle-deliveries.ts'
import type { SettledLane, Settlement } from './settlement.ts'
import { FIRST_PROBE_MS, turnCircuits } from './turn-circuits.ts'

/** Settles a batch; results in the order given. Safe to repeat after a lost answer. */
export async function settleBatch(
  pool: Pool,
  instanceId: string,
  leaseMs: number,
  settlements: readonly Settlement[],
): Promise<SettledLane[]> {
  const lanes = new Map<Settlement, SettledLane>()
  async function settle(
    isMeant: (settlement: Settlement) => boolean,
    by: (part: readonly Settlement[]) => Promise<readonly SettledLane[]>,
  ): Promise<void> {
    const part = settlements.filter(isMeant)
    const settled = part.length === 0 ? [] : await by(part)
    part.forEach((settlement, index) => void lanes.set(settlement, settled[index] ?? NOT_HELD))
  }
  const isLeft = (settlement: Settlement) => lanes.get(settlement)?.held !== true

  await settle(needsNothingElse, (part) => settleDeliveries(pool, instanceId, leaseMs, part, false))
  // The rest: also settlements of handlers with consecutive faults or an open circuit.
  await settle(isLeft, (part) =>
    inTransaction(pool, (client) => settleWithCircuits(client, instanceId, leaseMs, part)),
  )
  // An earlier try may have committed them and lost its answer.
  await settle(isLeft, (part) => findSettled(pool, instanceId, part))
  return settlements.map((settlement) => lanes.get(settlement) ?? NOT_HELD)
}

function needsNothingElse(settlement: Settlement): boolean {
  return !settlement.targetFault && !settlement.delivery.probe && !endsUnsuccessful(settlement)
}

function endsUnsuccessful({ next }: Settlement): boolean {
  return next.state === 'failed' && next.lane === 'goes on'
}

async function settleWithCircuits(
  client: ClientBase,
  instanceId: string,
  leaseMs: number,
  settlements: readonly Settlement[],
): Promise<SettledLane[]> {
  const circuits = await turnCircuits(client, instanceId, settlements)
  const isSpared = ({ targetFault, delivery }: Settlement) =>
    targetFault && circuits.get(delivery.handlerId)?.wasOpen === true
  const decided = settlements.map((settlement) =>
    isSpared(settlement) ? spared(settlement) : settlement,
  )
  const settled = await settleDeliveries(client, instanceId, leaseMs, decided, true)
  const failed = decided.filter(
    (one, index) => settled[index]?.held === true && endsUnsuccessful(one),
  )
  await insertUnsuccessful(
    client,
    failed.map(({ delivery }) => delivery),
  )
  return settled.map((lane, index) => {
    if (!lane.held) return lane
    const settlement = settlements[index] as Settlement
    const { handlerId } = settlement.delivery
    const { wasOpen = false, isOpen = false } = circuits.get(handlerId) ?? {}
    // Report each change of a circuit once.
    circuits.delete(handlerId)
    const circuit = wasOpen === isOpen ? null : isOpen ? 'opened' : 'closed'
    return { ...lane, spared: decided[index] !== settlement, circuit }
  })
}

/** A fault during an open circuit does not count: the delivery waits for the target. */
function spared(settlement: Settlement): Settlement {
  const { next, delivery } = settlement
  const delayMs = next.state === 'retrying' ? next.delayMs : FIRST_PROBE_MS
  return {
    ...settlement,
    next: { state: 'retrying', delayMs },
    countedAttempts: delivery.countedAttempts,
    reasonCode: 'target_down',
  }
}

const unsuccessful = defineStatement({
  name: 'insert-unsuccessful-deliveries',
  text: `
    insert into unsuccessful_delivery (state, ${deliveryKeys.names})
    select 'failed', ${deliveryKeys.names} from ${deliveryKeys.from(1, 'k')}
    on conflict do nothing`,
})

/** Adds the rows by which lists find permanently failed deliveries. */
async function insertUnsuccessful(client: ClientBase, keys: readonly DeliveryKey[]): Promise<void> {
  if (keys.length === 0) return
  await execute(client, unsuccessful, deliveryKeys.values(keys))
}
