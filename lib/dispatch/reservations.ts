import type { ReservedSlot } from '../store/record/start-gate.ts'
import type { StartedDelivery } from '../store/record/started-delivery.ts'
import { type HandlerSlots, takeSlot } from './handler-slots.ts'

/** Slots that recordings have reserved. */
export interface Reservations {
  reserve(slots: HandlerSlots): ReservedSlot
  /** Each resolves when its slot is used or given back. */
  readonly open: ReadonlySet<Promise<void>>
}

/**
 * @param start runs a delivery in a slot of its own
 * @param onFree called when a slot is free
 */
export function createReservations(
  start: (delivery: StartedDelivery, requestedAt: number) => void,
  onFree: () => void,
): Reservations {
  const open = new Set<Promise<void>>()
  return {
    open,
    reserve(slots) {
      const ended = Promise.withResolvers<void>()
      open.add(ended.promise)
      const slot = takeSlot(slots, onFree)
      const end = () => {
        const isOpen = open.delete(ended.promise)
        ended.resolve()
        return isOpen
      }
      return {
        start(delivery, requestedAt) {
          if (!end()) return
          start(delivery, requestedAt)
          slot.end()
        },
        giveBack() {
          if (end()) slot.end()
        },
      }
    },
  }
}
