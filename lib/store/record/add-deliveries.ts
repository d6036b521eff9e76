import type { ClientBase } from 'pg'
import { enqueue, type QueuedDelivery } from './enqueue.ts'
import { findEvents, type RecordedEvent } from './find-events.ts'
import { findOrAddSubjects } from './find-or-add-subjects.ts'
import { insertLaterDeliveries } from './insert-later-deliveries.ts'
import { keepSubjects } from './keep-subjects.ts'
import { lockMessages } from './lock-messages.ts'
import type { MadeDelivery } from './record-made-deliveries.ts'
import type { PlannedDelivery } from './recording.ts'
import { subjectKeyOf } from './subject-key.ts'

/** The deliveries of a recorded message to handlers that were added later. */
export interface LaterPlan {
  readonly messageId: string
  readonly company: string | null
  /** by event ordinal */
  readonly deliveries: readonly (readonly PlannedDelivery[])[]
}

/**
 * Adds deliveries of recorded events to handlers that have none yet, at the events' original positions.
 * Idempotent: existing deliveries stay unchanged.
 * @param types event types to add; null = all
 * @returns the added deliveries
 */
export async function addDeliveries(
  client: ClientBase,
  plans: readonly LaterPlan[],
  types: readonly string[] | null = null,
): Promise<MadeDelivery[]> {
  const byMessage = new Map(plans.map((plan) => [plan.messageId, plan]))
  // An erasure closes its subject before this look at the events, or after the commit.
  await keepSubjects(client)
  // Two jobs may add the same deliveries: the second job then sees those of the first.
  await lockMessages(client, [...byMessage.keys()])
  const events = await findEvents(client, [...byMessage.keys()])
  const wanted = events.flatMap((event, eventIndex) => {
    if (types !== null && (event.type === null || !types.includes(event.type))) return []
    const plan = byMessage.get(event.messageId) as LaterPlan
    const planned = plan.deliveries[event.ordinal] ?? []
    return planned
      .filter(({ handlerId }) => !event.handlerIds.includes(handlerId))
      .map((delivery) => ({ eventIndex, event, plan, delivery }))
  })
  if (wanted.length === 0) return []
  const subjectIds = await resolve(client, wanted)
  const queued = wanted.map(
    ({ eventIndex, event, delivery }, index): QueuedDelivery => ({
      eventIndex,
      delivery,
      subjectId: subjectIds[index] as string,
      publishedAt: event.publishedAt?.toISOString() ?? null,
    }),
  )
  const { rows, locking } = await enqueue(client, queued, null)
  await locking
  await insertLaterDeliveries(
    client,
    rows.map((row, index) => {
      const { messageId, ordinal, position } = events[row.eventIndex] as RecordedEvent
      const publishedAt = queued[index]?.publishedAt ?? null
      return { ...row, messageId, ordinal, position, publishedAt }
    }),
  )
  return wanted.map(({ event: { messageId, ordinal }, delivery: { handlerId } }) => ({
    messageId,
    ordinal,
    handlerId,
  }))
}

interface Wanted {
  readonly event: RecordedEvent
  readonly plan: LaterPlan
  readonly delivery: PlannedDelivery
}

async function resolve(client: ClientBase, wanted: readonly Wanted[]): Promise<string[]> {
  const keys = wanted.map(({ event, plan, delivery }) =>
    subjectKeyOf(delivery.subject, plan.company, event.messageId, event.ordinal),
  )
  const texts = keys.map((key) => JSON.stringify(key))
  const distinct = [...new Map(keys.map((key, index) => [texts[index] as string, key]))]
  const found = await findOrAddSubjects(
    client,
    distinct.map(([, key]) => key),
  )
  const idOf = new Map(distinct.map(([text], index) => [text, found[index]?.id as string]))
  return texts.map((text) => idOf.get(text) as string)
}
