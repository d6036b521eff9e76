import type { DomainEvent, NamedValue } from './event.ts'
import { readSentDate } from './sent-date.ts'

/** What an operator changes of an event; what is left out stays. Lists are replaced as a whole. */
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

/** The event with an operator's changes. What identifies it cannot be changed. */
export function editEvent(event: DomainEvent, changes: EventChanges): DomainEvent {
  const { effectiveStartDate, ...rest } = changes
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  const edited: DomainEvent = { ...event, ...Object.fromEntries(given) }
  if (effectiveStartDate === undefined) return edited
  const date = effectiveStartDate === null ? null : readSentDate(effectiveStartDate)
  return { ...edited, effectiveStartDate: date }
}
