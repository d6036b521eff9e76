import type { NamedValue } from './event.ts'
import type { HandlerEvent } from './handler-event.ts'

/** The input of a handler's schema: the event as plain data. */
export interface EventView {
  readonly eventId: string | null
  readonly type: string | null
  readonly entityType: string | null
  readonly effective: string | null
  /** ISO 8601, see `SentDate`; null = absent or not understood */
  readonly effectiveStartDate: string | null
  readonly publishedAt: string | null
  readonly publishedBy: string | null
  readonly company: string | null
  /** by name, the first of repeated ones, without empty values */
  readonly keys: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
  /**
   * JSON (Integration Center): the parsed value, its numbers with the precision of a double. Else
   * the raw XML in `eventPayload`, as text; null = none.
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
