import type { DomainEvent } from '../events/event.ts'
import type { PlannedDelivery, SubjectRef } from '../store/recording.ts'
import { type EventReceipt, toHandlerEvent } from './handler-event.ts'
import type { RegisteredHandler } from './registered-handler.ts'

/**
 * Decides which handlers get an event, and in which lane. A handler whose `orderBy` throws refuses
 * no message: its delivery parks with the error, in the event's default lane.
 */
export function planDeliveries(
  event: DomainEvent,
  receipt: EventReceipt,
  subject: SubjectRef,
  handlers: readonly RegisteredHandler[],
): PlannedDelivery[] {
  return handlers
    .filter((handler) => takes(handler.options.on, event.type))
    .map((handler) => planDelivery(handler, event, receipt, subject))
}

function takes(on: readonly string[], type: string | null): boolean {
  return on.some((wanted) => wanted === '*' || wanted === type)
}

function planDelivery(
  handler: RegisteredHandler,
  event: DomainEvent,
  receipt: EventReceipt,
  subject: SubjectRef,
): PlannedDelivery {
  const handlerId = handler.id
  const { orderBy } = handler.definition
  if (orderBy === undefined) return { handlerId, subject, failure: null }
  try {
    const key: unknown = orderBy(toHandlerEvent(event, receipt))
    if (key === null || key === undefined || key === '')
      return { handlerId, subject, failure: null }
    if (typeof key !== 'string') return { handlerId, subject, failure: 'order_by_not_a_string' }
    return { handlerId, subject: { kind: 'orderBy', key }, failure: null }
  } catch {
    return { handlerId, subject, failure: 'order_by_failed' }
  }
}
