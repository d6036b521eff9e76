import type { Handler } from '../../api/shapes.ts'

/** Deliveries that wait for their turn. Retries have a number of their own. */
export function waitingForTurn({
  waiting,
  retryingLanes,
}: Pick<Handler, 'waiting' | 'retryingLanes'>): number {
  return waiting - retryingLanes
}
