import { decodeReadable } from '../events/stored-body.ts'
import type { RegisteredHandler } from '../handlers/discover-handlers.ts'
import { planMessage } from '../handlers/plan-message.ts'
import type { LaterPlan } from '../store/record/add-deliveries.ts'
import type { StoredMessage } from '../store/record/find-messages.ts'
import type { PlannedDelivery } from '../store/record/recording.ts'

/** Plans the deliveries of these handlers for a recorded message. */
export function planStoredMessage(
  message: StoredMessage,
  handlers: readonly RegisteredHandler[],
): LaterPlan {
  const { id: messageId, company } = message
  return { messageId, company, deliveries: deliveriesOf(message, handlers) }
}

/** A body that was decoded once and cannot be any more parks in lanes of its own: nothing is dropped. */
function deliveriesOf(
  message: StoredMessage,
  handlers: readonly RegisteredHandler[],
): readonly (readonly PlannedDelivery[])[] {
  // Nobody gets an event of a forgotten person.
  if (message.forgotten === true && message.events === undefined) return []
  try {
    const decoded = decodeReadable(message)
    const receipt = { ...message, messageId: message.id, caller: message }
    // Which of its events count was decided when they were recorded.
    return planMessage(decoded, receipt, handlers, []).map(({ deliveries }, ordinal) =>
      message.events?.[ordinal] === null ? [] : deliveries,
    )
  } catch {
    const unreadable = handlers.map(({ id }) => ({
      handlerId: id,
      subject: { kind: 'event', key: '' },
      failure: 'event_unreadable',
      startAt: null,
      overtaken: false,
    }))
    return Array.from({ length: message.eventCount }, () => unreadable)
  }
}
