import type { NamedValue } from './event.ts'
import type { HandlerEvent } from './handler-event.ts'

/** What a handler's schema is given: the event as plain data, without methods. */
export interface EventView {
  readonly eventId: string | null
  readonly type: string | null
  readonly entityType: string | null
  readonly effective: string | null
  /** ISO 8601, see `SentDate`; null where none was sent or it was not understood */
  readonly effectiveStartDate: string | null
  readonly publishedAt: string | null
  readonly publishedBy: string | null
  readonly company: string | null
  /** by name; of a repeated one the first; what is empty is left out, as if it were absent */
  readonly keys: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
  /**
   * JSON (Integration Center): the parsed value, its numbers with a double's precision.
   * Else the raw XML in `eventPayload`, as text; null = none.
   */
  readonly payload: unknown
}

export function viewOf(event: HandlerEvent): EventView {
  return {
    eventId: event.eventId,
    type: event.type,
    entityType: event.entityType,
    effective: event.effective,
    effectiveStartDate: event.effectiveStartDate?.iso ?? null,
    publishedAt: event.publishedAt?.iso ?? null,
    publishedBy: event.publishedBy,
    company: event.company,
    keys: byName(event.keys),
    params: byName(event.params),
    payload: payloadOf(event.payload),
  }
}

function byName(list: readonly NamedValue[]): Record<string, string> {
  const first = new Map<string, string>()
  for (const { name, value } of list) if (!first.has(name)) first.set(name, value.trim())
  return Object.fromEntries([...first].filter(([, value]) => value !== ''))
}

function payloadOf(payload: string | null): unknown {
  if (payload === null || !/^\s*[{[]/.test(payload)) return payload
  try {
    return JSON.parse(payload)
  } catch {
    return payload
  }
}
