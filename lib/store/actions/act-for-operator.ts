import type { ClientBase } from 'pg'
import type { EventChanges } from '../../events/edit-event.ts'
import type { DeliveryActionKind } from '../../states.ts'
import { laneName } from '../record/extend-lanes.ts'
import { keepSubjects } from '../record/keep-subjects.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { type ActionResult, actOnDeliveries } from './act-on-deliveries.ts'
import { editedFormOf, originalsOf } from './current-form.ts'
import { decideAction } from './decide-action.ts'
import type { LaneSnapshot, SeenDelivery } from './delivery-action.ts'
import { lockDeliveries } from './lock-deliveries.ts'

/** An operator's action on deliveries. */
export interface OperatorAction {
  readonly kind: DeliveryActionKind
  /** null = none */
  readonly comment: string | null
  /** changes of an `edit` */
  readonly changes: EventChanges | null
  readonly seen?: SeenDelivery
}

/** Reason codes of deliveries that an operator removed from their lane. */
const REASONS: Partial<Record<DeliveryActionKind, string>> = {
  skip: 'skipped_by_operator',
  cancel: 'cancelled_by_operator',
}

/** `event_unreadable`: an unreadable event cannot be edited. */
export type OperatorResult = ActionResult | 'event_unreadable'

/** Acts on deliveries for an operator, inside a transaction; results in the order given. */
export async function actForOperator(
  client: ClientBase,
  keys: readonly DeliveryKey[],
  { kind, comment, changes, seen = {} }: OperatorAction,
): Promise<OperatorResult[]> {
  // An erasure closes its subject before this action looks at it, or after the commit.
  await keepSubjects(client)
  const action = { kind, reasonCode: REASONS[kind] ?? '', comment, seen }
  if (changes === null) {
    return actOnDeliveries(client, keys, { ...action, editedEvent: null })
  }
  // Locks all lanes first, sorted; then edits the events one by one.
  const { deliveries, lanes } = await lockDeliveries(client, keys)
  const original = originalsOf(client)
  const results: OperatorResult[] = []
  for (const [index, key] of keys.entries()) {
    const delivery = deliveries[index]
    if (delivery === undefined) {
      results.push('not_found')
      continue
    }
    const lane = lanes.get(laneName(delivery.handlerId, delivery.subjectId)) as LaneSnapshot
    const decision = decideAction(kind, delivery, lane, seen)
    if ('refused' in decision) {
      results.push(decision.refused)
      continue
    }
    const editedEvent = await editedFormOf(client, delivery, changes, original)
    if (editedEvent === null) {
      results.push('event_unreadable')
      continue
    }
    results.push(...(await actOnDeliveries(client, [key], { ...action, editedEvent })))
  }
  return results
}
