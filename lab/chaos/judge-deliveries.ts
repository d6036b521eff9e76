import { effectId, inOrder } from './judge-trace.ts'
import type { StoredDelivery } from './stored-deliveries.ts'

export interface DeliveryVerdict {
  /** completed with an effect, or the rejected one */
  readonly handled: number
  /** wait in order behind one that was turned down, as they should */
  readonly waiting: number
  /** are in another state than they should be, with examples */
  readonly wrong: readonly string[]
  /** events that are handled, or wait as they should, at every handler */
  readonly settledEvents: ReadonlySet<string>
}

/** The handler that turns marked events down. */
const TURNS_DOWN = 'turn-down'

/** Compares each delivery with what must have become of it, lane by lane. */
export function judgeDeliveries(
  deliveries: readonly StoredDelivery[],
  taken: ReadonlySet<string>,
): DeliveryVerdict {
  const ofForgotten = Map.groupBy(deliveries, ({ isForgotten }) => isForgotten)
  const lanes = Map.groupBy(
    ofForgotten.get(false) ?? [],
    ({ handler, subject }) => `${handler}/${subject}`,
  )
  const wrong: string[] = []
  const unsettled = new Set<string>()
  let handled = 0
  let waiting = 0
  const tellWrong = (delivery: StoredDelivery) => {
    wrong.push(`${effectId(delivery)} is ${describeState(delivery)}`)
    if (delivery.eventId !== null) unsettled.add(delivery.eventId)
  }
  for (const lane of lanes.values()) {
    const ordered = inOrder(lane)
    const turnedDown = ordered.findIndex(isTurnedDown)
    for (const [place, delivery] of ordered.entries()) {
      const behind = turnedDown !== -1 && place > turnedDown
      const right = behind
        ? delivery.state === 'waiting' && delivery.holdsPlace && delivery.attemptsStarted === 0
        : place === turnedDown
          ? delivery.state === 'failed' && delivery.holdsPlace
          : delivery.state === 'completed' && !delivery.holdsPlace && taken.has(effectId(delivery))
      if (!right) tellWrong(delivery)
      else if (behind) waiting += 1
      else handled += 1
    }
  }
  for (const delivery of ofForgotten.get(true) ?? []) {
    if (endedAsForgotten(delivery, taken)) handled += 1
    else tellWrong(delivery)
  }
  const settledEvents = new Set(
    deliveries.flatMap(({ eventId }) => eventId ?? []).filter((id) => !unsettled.has(id)),
  )
  return { handled, waiting, wrong, settledEvents }
}

export function describeState({ state, reasonCode, attemptsStarted }: StoredDelivery): string {
  return `${state}${reasonCode === null ? '' : ` (${reasonCode})`} after ${attemptsStarted} attempts`
}

function isTurnedDown({ handler, eventId }: StoredDelivery): boolean {
  return handler === TURNS_DOWN && eventId?.startsWith('reject-') === true
}

/** It ran before the erasure, was cancelled by it, or tells a handler of it. */
function endedAsForgotten(delivery: StoredDelivery, taken: ReadonlySet<string>): boolean {
  const { state, holdsPlace, reasonCode, eventId } = delivery
  if (holdsPlace) return false
  if (state === 'cancelled') return reasonCode === 'forgotten'
  return state === 'completed' && (eventId === null || taken.has(effectId(delivery)))
}
