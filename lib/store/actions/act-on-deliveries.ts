import type { ClientBase } from 'pg'
import type { ActionRefusal } from '../../errors.ts'
import type { DeliveryActionKind } from '../../states.ts'
import { laneName } from '../record/extend-lanes.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { type ActionDecision, decideAction } from './decide-action.ts'
import type { DeliverySnapshot, LaneSnapshot, SeenDelivery } from './delivery-action.ts'
import { lockDeliveries } from './lock-deliveries.ts'
import { nextTurns } from './next-turns.ts'
import {
  type AddedRun,
  addRuns,
  type ChangedDelivery,
  changeDeliveries,
  noteEdits,
  writeLanes,
} from './write-deliveries.ts'

export interface DeliveryAction {
  readonly kind: DeliveryActionKind
  /** reason code of skipped and cancelled deliveries */
  readonly reasonCode: string
  /** the operator's comment, or the handler's, masked; null = none */
  readonly comment: string | null
  /** JSON of the edited event; only for `edit` */
  readonly editedEvent: Buffer | null
  readonly seen?: SeenDelivery
}

export type ActionResult = 'done' | ActionRefusal

interface Decided {
  readonly delivery: DeliverySnapshot
  readonly decision: Exclude<ActionDecision, { refused: unknown }>
}

/**
 * Acts on distinct deliveries inside a transaction; their lanes stay locked until its commit.
 * @returns a result for each, in the order given
 */
export async function actOnDeliveries(
  client: ClientBase,
  keys: readonly DeliveryKey[],
  action: DeliveryAction,
): Promise<ActionResult[]> {
  const locked = await lockDeliveries(client, keys)
  const lanes = new Map(locked.lanes)
  const decided: Decided[] = []
  const results = locked.deliveries.map((delivery): ActionResult => {
    if (delivery === undefined) return 'not_found'
    const name = laneName(delivery.handlerId, delivery.subjectId)
    const lane = lanes.get(name) as LaneSnapshot
    const decision = decideAction(action.kind, delivery, lane, action.seen)
    if ('refused' in decision) return decision.refused
    lanes.set(name, decision.lane)
    decided.push({ delivery, decision })
    return 'done'
  })
  await write(client, decided, action)
  const changed = new Set(
    decided.map(({ delivery }) => laneName(delivery.handlerId, delivery.subjectId)),
  )
  await writeLanes(
    client,
    [...lanes].filter(([name]) => changed.has(name)).map(([, lane]) => lane),
  )
  return results
}

async function write(
  client: ClientBase,
  decided: readonly Decided[],
  action: DeliveryAction,
): Promise<void> {
  const wantsTurn = decided.filter(({ decision: { delivery } }) =>
    delivery.kind === 'run' ? true : delivery.nextTurn,
  )
  const positions = await nextTurns(
    client,
    wantsTurn.map(({ delivery }) => delivery),
  )
  const turnOf = new Map(wantsTurn.map((entry, index) => [entry, positions[index] as string]))
  const changes: ChangedDelivery[] = []
  const runs: AddedRun[] = []
  for (const entry of decided) {
    const { delivery, decision } = entry
    const position = turnOf.get(entry) ?? null
    if (decision.delivery.kind === 'change') {
      changes.push({ delivery, change: decision.delivery, position })
    } else {
      runs.push({ delivery, run: decision.delivery.run, position: position as string })
    }
  }
  await changeDeliveries(client, changes, action)
  await addRuns(client, runs)
  if (action.editedEvent !== null) await noteEdits(client, changes, action.editedEvent)
}
