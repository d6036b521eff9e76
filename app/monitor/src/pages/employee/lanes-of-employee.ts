import type { Delivery, EventRecord, SubjectDetail } from '../../api/shapes.ts'

/** An event and its delivery at each handler. */
export interface EventColumn {
  readonly key: string
  readonly event: EventRecord
  readonly byHandler: ReadonlyMap<string, Delivery>
}

/** Events of a person, oldest first. */
export function columnsOf(
  events: readonly EventRecord[],
  deliveries: readonly Delivery[],
): EventColumn[] {
  const groups = Map.groupBy(deliveries, keyOf)
  return events
    .map((event) => ({ key: keyOf(event), event, byHandler: lastRuns(groups.get(keyOf(event))) }))
    .sort((a, b) => Number(BigInt(a.event.position) - BigInt(b.event.position)))
}

/** All handlers with deliveries for this person; handlers with a parked lane first. */
export function handlersOf(
  subject: SubjectDetail,
  deliveries: readonly Delivery[],
): readonly string[] {
  const parked = subject.lanes.filter(({ status }) => status === 'parked')
  const names = [
    ...parked.map(({ handler }) => handler).sort(),
    ...subject.lanes.map(({ handler }) => handler).sort(),
    ...deliveries.map(({ handler }) => handler).sort(),
  ]
  return [...new Set(names)]
}

function keyOf({ messageId, ordinal }: Pick<Delivery, 'messageId' | 'ordinal'>): string {
  return `${messageId} ${ordinal}`
}

function lastRuns(deliveries: readonly Delivery[] = []): ReadonlyMap<string, Delivery> {
  const ordered = [...deliveries].sort((a, b) => a.run - b.run)
  return new Map(ordered.map((delivery) => [delivery.handler, delivery]))
}
