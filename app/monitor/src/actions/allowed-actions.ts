import type { Action, Delivery, DeliveryActionKind, Handler } from '../api/shapes.ts'

/**
 * The actions that the state of a delivery allows, the most likely first. The service makes the
 * final decision.
 */
export function allowedActions({
  state,
  holdsPlace,
  leaseEnded,
}: Pick<Delivery, 'state' | 'holdsPlace' | 'leaseEnded'>): readonly DeliveryActionKind[] {
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
