import type { EventChanges } from '../events/edit-event.ts'
import type { DomainEvent, NamedValue, SentDate } from '../events/event.ts'
import { extractValues } from './extract-values.ts'
import type { FieldRules } from './field-rules.ts'
import { isDate, isTechnicalName } from './is-harmless.ts'
import { mark } from './mark.ts'
import { hidden, redactorOf } from './redact-values.ts'

/** The event without Reveal: field names replace values that are not known to be harmless. */
export function redactEvent(event: DomainEvent, rules: FieldRules): DomainEvent {
  const redacted = redactorOf(extractValues(event).values, rules)
  return {
    eventId: redactName('eventId', event.eventId),
    type: redactName('type', event.type),
    entityType: redactName('entityType', event.entityType),
    effective: redactName('effective', event.effective),
    effectiveStartDate: redactDate('effectiveStartDate', event.effectiveStartDate),
    publishedAt: redactDate('publishedAt', event.publishedAt),
    publishedBy: hidden('publishedBy', event.publishedBy),
    repost: redactName('repost', event.repost),
    keys: redacted(event.keys),
    params: redacted(event.params),
    payload: hidden('payload', event.payload),
    more: redacted(event.more),
  }
}

function redactName(name: string, value: string | null): string | null {
  return value === null || isTechnicalName(value) ? value : hidden(name, value)
}

function redactDate(name: string, date: SentDate | null): SentDate | null {
  if (date === null || isDate(date.sent.trim())) return date
  return { sent: hidden(name, date.sent), iso: date.iso }
}

const TEXTS = ['type', 'entityType', 'effective', 'effectiveStartDate', 'payload'] as const
const LISTS = ['keys', 'params', 'more'] as const

/**
 * An operator without Reveal edits marks instead of values. A mark in its own field keeps the value
 * of the event; otherwise handlers would send marks to their targets.
 */
export function keepHidden(event: DomainEvent, changes: EventChanges): EventChanges {
  const kept: Record<string, unknown> = { ...changes }
  for (const name of TEXTS) if (changes[name] === mark(name)) delete kept[name]
  for (const name of LISTS) {
    const list = changes[name]
    if (list !== undefined) kept[name] = keepInList(event[name], list)
  }
  return kept
}

/** Pairs fields with the same name by their order. */
function keepInList(before: readonly NamedValue[], after: readonly NamedValue[]): NamedValue[] {
  const left = Map.groupBy(before, ({ name }) => name)
  return after.map(({ name, value }) => {
    const own = left.get(name)?.shift()
    return { name, value: value === mark(name) && own !== undefined ? own.value : value }
  })
}
