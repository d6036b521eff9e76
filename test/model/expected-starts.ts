import { type Instance, records } from './instance.ts'
import type { ModelDelivery, ReferenceModel } from './reference-model.ts'

export interface RecordingConditions {
  readonly instance: Instance
  /** processes that count as live, including dead ones within the heartbeat limit */
  readonly live: readonly Instance[]
  /** free slots of each handler */
  readonly slots: number
  /** lanes that had open deliveries before */
  readonly occupied: ReadonlySet<string>
}

/**
 * The deliveries that a recording must start itself: the first one of each idle lane, within the free
 * slots of its handler.
 * @param added in the order in which they join their lanes
 */
export function expectedStarts(
  model: ReferenceModel,
  added: readonly ModelDelivery[],
  { instance, live, slots, occupied }: RecordingConditions,
): ModelDelivery[] {
  if (instance.role !== 'all') return []
  const firsts = new Map<string, ModelDelivery>()
  for (const delivery of added) {
    if (delivery.holdsPlace && !firsts.has(delivery.lane)) firsts.set(delivery.lane, delivery)
  }
  const reserved = new Map<string, number>()
  return [...firsts.values()].filter((delivery) => {
    const { handler, lane, state } = delivery
    if (state !== 'waiting') return false
    const taken = reserved.get(handler) ?? 0
    if (taken === slots) return false
    reserved.set(handler, taken + 1)
    return (
      !occupied.has(lane) &&
      !model.held.has(handler) &&
      !model.behind.has(handler) &&
      live.filter(records).every(({ handlers }) => handlers.some(({ name }) => name === handler))
    )
  })
}
