import type { ReservedPlace } from '../store/record/start-gate.ts'
import type { StartedDelivery } from '../store/record/started-delivery.ts'
import { type HandlerPlaces, takePlace } from './handler-places.ts'

/** Places that recordings have reserved. */
export interface Reservations {
  reserve(places: HandlerPlaces): ReservedPlace
  /** Each resolves when its place is used or given back. */
  readonly open: ReadonlySet<Promise<void>>
}

/**
 * @param start runs a delivery in a place of its own
 * @param onFree called when a place is free
 */
export function createReservations(
  start: (delivery: StartedDelivery, requestedAt: number) => void,
  onFree: () => void,
): Reservations {
  const open = new Set<Promise<void>>()
  return {
    open,
    reserve(places) {
      const ended = Promise.withResolvers<void>()
      open.add(ended.promise)
      const place = takePlace(places, onFree)
      const end = () => {
        const isOpen = open.delete(ended.promise)
        ended.resolve()
        return isOpen
      }
      return {
        start(delivery, requestedAt) {
          if (!end()) return
          start(delivery, requestedAt)
          place.end()
        },
        giveBack() {
          if (end()) place.end()
        },
      }
    },
  }
}
