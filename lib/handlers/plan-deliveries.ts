import type { DomainEvent } from '../events/event.ts'
import { type EventReceipt, type HandlerEvent, toHandlerEvent } from '../events/handler-event.ts'
import { selectEvent } from '../events/select-events.ts'
import type { PlannedDelivery, SubjectRef } from '../store/record/recording.ts'
import type { RegisteredHandler } from './discover-handlers.ts'

/** A later date is more likely a mistake. */
const MAX_AHEAD_MS = 2 * 366 * 24 * 60 * 60 * 1_000

/**
 * Decides which handlers get an event, in which lane and from when. If `on`, `orderBy` or `startAt`
 * throws, the message is still accepted: the delivery parks with the error.
 */
export function planDeliveries(
  event: DomainEvent,
  receipt: EventReceipt,
  subject: SubjectRef,
  handlers: readonly RegisteredHandler[],
): PlannedDelivery[] {
  return handlers.flatMap((handler) => {
    const { on } = handler.definition
    const seen = (named: boolean) => toHandlerEvent(event, receipt, named)
    const selection = selectEvent(on, event.type, () => seen(false))
    if (selection.kind === 'left') return []
    if (selection.kind === 'taken') {
      return planDelivery(handler, () => seen(selection.named), subject)
    }
    return { ...planDelivery(handler, () => seen(false), subject), failure: selection.failure }
  })
}

/** @param event created only for handlers that read it */
function planDelivery(
  handler: RegisteredHandler,
  event: () => HandlerEvent,
  subject: SubjectRef,
): PlannedDelivery {
  const order = orderOf(handler, event, subject)
  const start = startOf(handler, event)
  return {
    handlerId: handler.id,
    subject: order.subject,
    failure: order.failure ?? start.failure,
    startAt: start.at,
    overtaken: handler.options.meanwhile === 'overtake',
  }
}

interface Order {
  readonly subject: SubjectRef
  readonly failure: string | null
}

function orderOf(
  handler: RegisteredHandler,
  event: () => HandlerEvent,
  subject: SubjectRef,
): Order {
  const { orderBy } = handler.definition
  if (orderBy === undefined) return { subject, failure: null }
  try {
    const key: unknown = orderBy(event())
    if (key === null || key === undefined || key === '') return { subject, failure: null }
    if (typeof key !== 'string') return { subject, failure: 'order_by_not_a_string' }
    return { subject: { kind: 'orderBy', key }, failure: null }
  } catch {
    return { subject, failure: 'order_by_failed' }
  }
}

interface Start {
  readonly at: Date | null
  readonly failure: string | null
}

/** The database's clock decides whether the date is past, when the event is recorded. */
function startOf(handler: RegisteredHandler, event: () => HandlerEvent): Start {
  const { startAt } = handler.definition
  if (startAt === undefined) return { at: null, failure: null }
  try {
    const at: unknown = startAt(event())
    if (at === null) return { at: null, failure: null }
    if (!(at instanceof Date) || Number.isNaN(at.getTime())) {
      return { at: null, failure: 'start_at_invalid' }
    }
    if (at.getTime() > Date.now() + MAX_AHEAD_MS) return { at: null, failure: 'start_at_too_far' }
    return { at, failure: null }
  } catch {
    return { at: null, failure: 'start_at_failed' }
  }
}
