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
  const lanes = Map.groupBy(deliveries, ({ handler, subject }) => `${handler}/${subject}`)
  const wrong: string[] = []
  const unsettled = new Set<string>()
  let handled = 0
  let waiting = 0
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
      if (!right) {
        wrong.push(`${effectId(delivery)} is ${describeState(delivery)}`)
        unsettled.add(delivery.eventId)
      } else if (behind) waiting += 1
      else handled += 1
    }
  }
  const settledEvents = new Set(
    deliveries.map(({ eventId }) => eventId).filter((eventId) => !unsettled.has(eventId)),
  )
  return { handled, waiting, wrong, settledEvents }
}

export function describeState({ state, reasonCode, attemptsStarted }: StoredDelivery): string {
  return `${state}${reasonCode === null ? '' : ` (${reasonCode})`} after ${attemptsStarted} attempts`
}

function isTurnedDown({ handler, eventId }: StoredDelivery): boolean {
  return handler === TURNS_DOWN && eventId.startsWith('reject-')
}
