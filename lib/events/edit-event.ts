import type { DomainEvent, NamedValue } from './event.ts'
import { readSentDate } from './sent-date.ts'

/** An operator's changes of an event. Lists are replaced completely. */
export interface EventChanges {
  readonly type?: string | null | undefined
  readonly entityType?: string | null | undefined
  readonly effective?: string | null | undefined
  /** as it would be sent */
  readonly effectiveStartDate?: string | null | undefined
  readonly keys?: readonly NamedValue[] | undefined
  readonly params?: readonly NamedValue[] | undefined
  readonly payload?: string | null | undefined
  readonly more?: readonly NamedValue[] | undefined
}

/** Applies an operator's changes. The identity of an event cannot change. */
export function editEvent(event: DomainEvent, changes: EventChanges): DomainEvent {
  const { effectiveStartDate, ...rest } = changes
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  const edited: DomainEvent = { ...event, ...Object.fromEntries(given) }
  if (effectiveStartDate === undefined) return edited
  const date = effectiveStartDate === null ? null : readSentDate(effectiveStartDate)
  return { ...edited, effectiveStartDate: date }
}
