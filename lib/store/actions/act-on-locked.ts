import type { ClientBase } from 'pg'
import type { EventChanges } from '../../events/edit-event.ts'
import type { DeliveryActionKind } from '../../states.ts'
import { laneName } from '../record/extend-lanes.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'
import { type ActionResult, actOnDeliveries } from './act-on-deliveries.ts'
import { editedFormOf, originalsOf } from './current-form.ts'
import { decideAction } from './decide-action.ts'
import type { LaneSnapshot } from './delivery-action.ts'
import { lockDeliveries } from './lock-deliveries.ts'

/** What an operator wants done with deliveries. */
export interface OperatorAction {
  readonly kind: DeliveryActionKind
  /** why, in words; null = nothing was said */
  readonly comment: string | null
  /** with `edit`, what changes */
  readonly changes: EventChanges | null
}

/** Codes that deliveries show which an operator took out of their lane's way. */
const REASONS: Partial<Record<DeliveryActionKind, string>> = {
  skip: 'skipped_by_operator',
  cancel: 'cancelled_by_operator',
}

/** An event that cannot be read any more has no form that could be changed. */
export type OperatorResult = ActionResult | 'event_unreadable'

/** Acts on deliveries for an operator, inside a transaction; results in the order given. */
export async function actForOperator(
  client: ClientBase,
  keys: readonly DeliveryKey[],
  { kind, comment, changes }: OperatorAction,
): Promise<OperatorResult[]> {
  const action = { kind, reasonCode: REASONS[kind] ?? '', comment }
  if (changes === null) {
    return actOnDeliveries(client, keys, { ...action, editedEvent: null })
  }
  // All lanes at first, sorted: then each delivery gets a form of its own.
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
    const decision = decideAction(kind, delivery, lane)
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
