import { AUDIT_TYPE_PREFIX, NOTICE_TYPE } from '../../../../lib/api/states.ts'
import type { Action, Delivery, DeliveryActionKind, Handler } from '../api/shapes.ts'

type Given = Pick<Delivery, 'state' | 'holdsPlace' | 'leaseEnded' | 'type'>

/**
 * The actions that a delivery allows, the most likely first. The service makes the final decision.
 * @param isForgotten nobody can read its event any more
 */
export function allowedActions(
  delivery: Given,
  isForgotten: boolean,
): readonly DeliveryActionKind[] {
  const refused = refusedFor(delivery, isForgotten)
  return ofState(delivery).filter((kind) => !refused.includes(kind))
}

/** The actions that no state of the delivery allows. */
function refusedFor({ type }: Given, isForgotten: boolean): readonly DeliveryActionKind[] {
  if (type === NOTICE_TYPE) return ['edit', 'rerun']
  if (type?.startsWith(AUDIT_TYPE_PREFIX)) return ['edit', 'skip', 'cancel']
  return isForgotten ? ['replay', 'edit', 'rerun', 'release'] : []
}

function ofState({ state, holdsPlace, leaseEnded }: Given): readonly DeliveryActionKind[] {
  switch (state) {
    case 'failed':
      return holdsPlace ? ['replay', 'edit', 'skip'] : ['rerun']
    case 'running':
      return leaseEnded ? ['replay', 'edit', 'skip'] : []
    case 'retrying':
      return ['release', 'skip']
    case 'scheduled':
      return ['release', 'cancel']
    case 'waiting':
      return ['cancel']
    case 'completed':
    case 'skipped':
    case 'cancelled':
      return ['rerun']
    default:
      return []
  }
}

export type HandlerActionKind = 'hold' | 'resume' | 'backfill'

/** A handler without an instance starts nothing. It can still be resumed in advance. */
export function allowedHandlerActions({
  state,
  held,
}: Pick<Handler, 'state' | 'held'>): readonly HandlerActionKind[] {
  if (state === 'retired') return held ? ['resume'] : []
  return [held ? 'resume' : 'hold', 'backfill']
}

/** An action for many that has not ended and is not being stopped. */
export function canBeStopped({ kind, state }: Pick<Action, 'kind' | 'state'>): boolean {
  return state === 'running' && kind !== 'forget'
}

/** Actions that require a reason. */
export function needsReason(kind: string): boolean {
  return kind === 'skip' || kind === 'cancel' || kind === 'skip-waiting' || kind === 'hand-over'
}
