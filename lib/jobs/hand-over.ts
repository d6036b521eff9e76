import { ReceiverError } from '../errors.ts'
import { decodeReadable } from '../events/stored-body.ts'
import type { Worked } from '../store/actions/process-bulk-messages.ts'
import type { ClientBase, Pool } from '../store/db/database.ts'
import { inTransaction } from '../store/db/transaction.ts'
import { addDeliveries, type LaterPlan } from '../store/record/add-deliveries.ts'
import { deduplicate } from '../store/record/deduplicate.ts'
import {
  type EventPlace,
  lockDiscardedEvents,
  noteHandedOver,
} from '../store/record/discarded-events.ts'
import { findMessages, type StoredMessage } from '../store/record/find-messages.ts'
import {
  type EventOfBatch,
  hasNoHandler,
  type IdentifiedEvent,
} from '../store/record/identified-event.ts'
import { keepMessages } from '../store/record/lock-messages.ts'
import { recordMadeDeliveries } from '../store/record/record-made-deliveries.ts'
import { eventsOf, type RecordingContext } from '../store/record/write-recording.ts'
import { type StoredMessageOptions, storedToRecord } from './stored-to-record.ts'

export interface HandOverOptions extends Pick<StoredMessageOptions, 'handlers'> {
  readonly pool: Pool
  readonly recording: Pick<RecordingContext, 'handlerIds' | 'duplicateWindows'>
}

/**
 * Hands over events that were discarded because another sender counts, each at its place. Compares
 * them with recorded events only now: duplicates get no delivery.
 * @returns `refused` = messages without such events, or with an unreadable body
 */
export async function handOver(
  options: HandOverOptions,
  messageIds: readonly string[],
  actionId: string,
): Promise<Worked> {
  return inTransaction(options.pool, async (client) => {
    await keepMessages(client, messageIds)
    const places = await lockDiscardedEvents(client, messageIds)
    const wanted = Map.groupBy(places, ({ messageId }) => messageId)
    const messages = wanted.size === 0 ? [] : await findMessages(client, [...wanted.keys()])
    const events = messages.flatMap((message) =>
      discardedEvents(message, wanted.get(message.id) ?? [], options),
    )
    const done = new Set(events.map(({ message }) => message.id)).size
    if (done > 0) await handOverEvents(client, events, options, actionId)
    const result = { done, refused: messageIds.length - done }
    return result
  })
}

function discardedEvents(
  stored: StoredMessage,
  places: readonly EventPlace[],
  { handlers }: HandOverOptions,
): EventOfBatch[] {
  try {
    // No sender rules: the operator has decided.
    const message = storedToRecord(stored, decodeReadable(stored), { handlers, senders: [] })
    const ordinals = new Set(places.map(({ ordinal }) => ordinal))
    return eventsOf([message]).filter(
      ({ ordinal }) => ordinals.has(ordinal) && stored.events?.[ordinal] !== null,
    )
  } catch (error) {
    if (error instanceof ReceiverError) return []
    throw error
  }
}

async function handOverEvents(
  client: ClientBase,
  events: readonly EventOfBatch[],
  { recording }: HandOverOptions,
  actionId: string,
): Promise<void> {
  const identified = await deduplicate(client, events, recording.duplicateWindows)
  await noteHandedOver(
    client,
    actionId,
    identified.map((event) => ({
      ...event,
      messageId: event.message.id,
      noHandler: hasNoHandler(event),
    })),
    recording.handlerIds,
  )
  const fresh = identified.filter(({ duplicateOf }) => duplicateOf === null)
  await recordMadeDeliveries(client, actionId, await addDeliveries(client, plansOf(fresh)))
}

/** Plans by message; events that are not handed over have no deliveries. */
function plansOf(events: readonly IdentifiedEvent[]): LaterPlan[] {
  return [...Map.groupBy(events, ({ message }) => message)].map(([message, ofMessage]) => {
    const byOrdinal = new Map(ofMessage.map((event) => [event.ordinal, event.toRecord.deliveries]))
    return {
      messageId: message.id,
      company: message.company,
      deliveries: message.events.map((_event, ordinal) => byOrdinal.get(ordinal) ?? []),
    }
  })
}
