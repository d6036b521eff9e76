import type { NamedValue } from '../events/event.ts'
import { type HandlerEvent, toHandlerEvent } from '../events/handler-event.ts'
import { readSentDate } from '../events/sent-date.ts'

/** Values by name; null takes one out that a builder would put in. */
export type NamedValues = Readonly<Record<string, string | null>>

/** What a test says about an event; everything has a default. */
export interface EventValues {
  readonly type?: string | null
  readonly keys?: NamedValues
  readonly params?: NamedValues
  readonly eventId?: string | null
  readonly entityType?: string | null
  /** `current`, `future`, `past` */
  readonly effective?: string | null
  /** as sent, such as `2026-12-01` */
  readonly effectiveStartDate?: string | null
  /** as sent, such as `1790000000000` */
  readonly publishedAt?: string | null
  readonly publishedBy?: string | null
  readonly payload?: string | null
  readonly messageId?: string
  readonly ordinal?: number
  readonly company?: string | null
  readonly receivedAt?: Date
}

/** An event as a handler gets it: a current EmpJob event without keys, unless the values say more. */
export function anEvent(values: EventValues = {}): HandlerEvent {
  const event = {
    eventId: values.eventId ?? null,
    type: values.type ?? null,
    entityType: values.entityType === undefined ? 'EmpJob' : values.entityType,
    effective: values.effective === undefined ? 'current' : values.effective,
    effectiveStartDate: readSentDate(values.effectiveStartDate ?? null),
    publishedAt: readSentDate(values.publishedAt ?? null),
    publishedBy: values.publishedBy ?? null,
    repost: 'false',
    keys: listOf(values.keys),
    params: listOf(values.params),
    payload: values.payload ?? null,
    more: [],
  }
  const receipt = {
    messageId: values.messageId ?? '01920000-0000-7000-8000-000000000001',
    ordinal: values.ordinal ?? 0,
    company: values.company ?? null,
    receivedAt: values.receivedAt ?? new Date('2026-01-01T08:00:00Z'),
  }
  return toHandlerEvent(event, receipt, false)
}

function listOf(values: NamedValues = {}): NamedValue[] {
  return Object.entries(values).flatMap(([name, value]) => (value === null ? [] : { name, value }))
}
