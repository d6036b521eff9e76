import type { DomainEvent, SentDate } from '../events/event.ts'
import { extractValues } from './extract-values.ts'
import type { FieldRules } from './field-rules.ts'
import { isDate, isTechnicalName } from './is-harmless.ts'
import { hidden } from './redact-value.ts'
import { redactorOf } from './redact-values.ts'

/** The event for people without Reveal: each value that is not known to be harmless is its field's name. */
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
