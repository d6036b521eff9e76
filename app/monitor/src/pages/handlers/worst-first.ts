import type { Handler } from '../../api/shapes.ts'

type Standing = Pick<
  Handler,
  'name' | 'state' | 'parkedLanes' | 'retryingLanes' | 'waiting' | 'scheduled'
>

/** Pure. Sorts by people who wait for an operator, then stopped handlers, then the others. */
export function worstFirst<Of extends Standing>(handlers: readonly Of[]): readonly Of[] {
  return handlers.toSorted(
    (a, b) =>
      urgency(a) - urgency(b) || b.parkedLanes - a.parkedLanes || a.name.localeCompare(b.name),
  )
}

function urgency(handler: Standing): number {
  const { state, parkedLanes, retryingLanes, waiting, scheduled } = handler
  if (parkedLanes > 0) return 0
  if (state === 'open') return 1
  if (state === 'held') return 2
  if (state === 'retired') return waiting + scheduled > 0 ? 3 : 6
  return retryingLanes > 0 ? 4 : 5
}
