import type { Handler } from '../../api/shapes.ts'

/** Deliveries that wait for their turn. Those that wait for a retry are shown as a figure of their own. */
export function waitingForTurn({
  waiting,
  retryingLanes,
}: Pick<Handler, 'waiting' | 'retryingLanes'>): number {
  return waiting - retryingLanes
}
