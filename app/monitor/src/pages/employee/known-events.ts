import type { Delivery, EventRecord } from '../../api/shapes.ts'

export interface DeliveriesOf {
  readonly items: readonly Delivery[]
  /** of this message and older ones some may be missing; null = none is */
  readonly missingFrom: string | null
}

/** The events whose deliveries are all there: what is missing would look as if no handler took it. */
export function knownEvents(
  events: readonly EventRecord[],
  { missingFrom }: DeliveriesOf,
): readonly EventRecord[] {
  return missingFrom === null ? events : events.filter(({ messageId }) => messageId > missingFrom)
}
