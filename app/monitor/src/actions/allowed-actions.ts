import type { Action, Delivery, DeliveryActionKind, Handler } from '../api/shapes.ts'

/** What a delivery's state allows, the most likely first. The service has the last word. */
export function allowedActions({
  state,
  open,
  leaseEnded,
}: Pick<Delivery, 'state' | 'open' | 'leaseEnded'>): readonly DeliveryActionKind[] {
  switch (state) {
    case 'failed':
      return open ? ['replay', 'edit', 'skip'] : ['rerun']
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

/** A handler that no instance has starts nothing, but it can be resumed for the time when it is back. */
export function allowedHandlerActions({
  state,
  held,
}: Pick<Handler, 'state' | 'held'>): readonly HandlerActionKind[] {
  if (state === 'retired') return held ? ['resume'] : []
  return [held ? 'resume' : 'hold', 'backfill']
}

/** An action for many that has not ended, and that nobody has stopped yet. */
export function canBeStopped({ state }: Pick<Action, 'state'>): boolean {
  return state === 'running'
}

/** These leave something undone and say why. */
export function needsReason(kind: string): boolean {
  return kind === 'skip' || kind === 'cancel' || kind === 'hand-over'
}
