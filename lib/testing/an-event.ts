import type { CatalogueType } from '../events/catalogue.ts'
import type { NamedValue } from '../events/event.ts'
import { type HandlerEvent, toHandlerEvent } from '../events/handler-event.ts'
import { readSentDate } from '../events/sent-date.ts'

/** Values by name; null removes a default value. */
export type NamedValues = Readonly<Record<string, string | null>>

/** The values of a test event; all have defaults. */
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

/** An event as a handler gets it; by default a current EmpJob event without keys. */
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

/** An invented person. */
const USER_ID = '20001'
const PERSON = {
  personIdExternal: '20001',
  perPersonUuid: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
}

/** A hire as SuccessFactors sends it. Given values replace the defaults; null removes one. */
export const aHire = builder('com.successfactors.Employment.AssignmentInformation.Hire', {
  effectiveStartDate: '2026-01-01',
  keys: { userId: USER_ID, startDate: '2026-01-01', seqNumber: '1' },
  params: PERSON,
})

/** The same person is rehired. */
export const aRehire = builder('com.successfactors.Employment.AssignmentInformation.ReHire', {
  effectiveStartDate: '2026-07-01',
  keys: { userId: USER_ID, startDate: '2026-07-01', seqNumber: '1' },
  params: PERSON,
})

/** The person's employment ends. */
export const aTermination = builder(
  'com.successfactors.Employment.AssignmentInformation.Termination',
  {
    effectiveStartDate: '2026-04-01',
    keys: { seqNumber: '1', userId: USER_ID },
  },
)

/**
 * The person gets another manager. Only the name of this type is confirmed: keys and parameter are
 * those of the local connector.
 */
export const aManagerChange = builder(
  'com.successfactors.Employment.JobInformation.ManagerChanged',
  {
    effectiveStartDate: '2026-02-01',
    keys: { userId: USER_ID, startDate: '2026-02-01', seqNumber: '2' },
    params: { managerId: '10005' },
  },
)

type EventBuilder = (values?: Omit<EventValues, 'type'>) => HandlerEvent

function builder(type: CatalogueType, usual: EventValues): EventBuilder {
  return (values = {}) =>
    anEvent({
      eventId: '6f1c2a34-0000-4000-8000-000000000001',
      publishedAt: '1767254400000',
      publishedBy: '10005',
      ...usual,
      ...values,
      type,
      keys: { ...usual.keys, ...values.keys },
      params: { ...usual.params, ...values.params },
    })
}
