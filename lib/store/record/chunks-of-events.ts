import { MAX_ROWS } from '../db/list-columns.ts'
import type { DeliveryRow } from './insert-messages.ts'
import type { EventRow } from './recorded-rows.ts'

export interface EventChunk {
  readonly events: EventRow[]
  /** `eventIndex` counts within this chunk */
  readonly deliveries: DeliveryRow[]
}

/** Splits events with their deliveries into chunks of at most MAX_ROWS rows, but at least one event. */
export function chunksOfEvents(
  events: readonly EventRow[],
  deliveries: readonly DeliveryRow[],
): EventChunk[] {
  const chunks: EventChunk[] = []
  let next = 0
  events.forEach((event, eventIndex) => {
    const start = next
    while (deliveries[next]?.eventIndex === eventIndex) next += 1
    let chunk = chunks.at(-1)
    const held = chunk === undefined ? 0 : chunk.events.length + chunk.deliveries.length
    if (chunk === undefined || held + 1 + next - start > MAX_ROWS) {
      chunk = { events: [], deliveries: [] }
      chunks.push(chunk)
    }
    const place = chunk.events.push(event) - 1
    for (const row of deliveries.slice(start, next)) {
      chunk.deliveries.push({ ...row, eventIndex: place })
    }
  })
  return chunks
}
