import { readSentDate } from '../events/sent-date.ts'
import { type HandlerEvent, toHandlerEvent } from '../handlers/handler-event.ts'

/** What a test says about an event; everything has a default. */
export interface EventValues {
  readonly type?: string | null
  readonly keys?: Readonly<Record<string, string>>
  readonly params?: Readonly<Record<string, string>>
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
export function anEvent(values: EventValues): HandlerEvent {
  const event = {
    eventId: values.eventId ?? null,
    type: values.type ?? null,
    entityType: values.entityType ?? 'EmpJob',
    effective: values.effective ?? 'current',
    effectiveStartDate: readSentDate(values.effectiveStartDate ?? null),
    publishedAt: readSentDate(values.publishedAt ?? null),
    publishedBy: values.publishedBy ?? null,
    repost: 'false',
    keys: namedValues(values.keys),
    params: namedValues(values.params),
    payload: values.payload ?? null,
    more: [],
  }
  return toHandlerEvent(event, {
    messageId: values.messageId ?? '01920000-0000-7000-8000-000000000001',
    ordinal: values.ordinal ?? 0,
    company: values.company ?? null,
    receivedAt: values.receivedAt ?? new Date('2026-01-01T08:00:00Z'),
  })
}

function namedValues(record: Readonly<Record<string, string>> = {}) {
  return Object.entries(record).map(([name, value]) => ({ name, value }))
}
