import type { Delivery, EventRecord } from '../../api/shapes.ts'

export interface DeliveriesOf {
  readonly items: readonly Delivery[]
  /** Deliveries of this message and older ones may be missing; null = none. */
  readonly missingFrom: string | null
}

/**
 * Events with complete deliveries. With missing ones it would look as if no handler took the event.
 */
export function knownEvents(
  events: readonly EventRecord[],
  { missingFrom }: DeliveriesOf,
): readonly EventRecord[] {
  return missingFrom === null ? events : events.filter(({ messageId }) => messageId > missingFrom)
}
