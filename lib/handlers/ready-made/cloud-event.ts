import type { NamedValue } from '../../events/event.ts'
import type { HandlerEvent } from '../../events/handler-event.ts'
import { subjectOf } from '../../events/subject.ts'
import type { HandlerContext } from '../handler-context.ts'

export interface CloudEventOptions {
  /** URI reference; null = `/successfactors/<company>` */
  readonly source: string | null
  /** whether the employee's id stands in `subject` and `partitionkey`, in binary mode in headers */
  readonly subject: 'employee' | 'none'
}

/** Context attributes of CloudEvents 1.0, with our extensions; what is not known is left out. */
export type CloudEventAttributes = Readonly<Record<string, string>>

export interface CloudEvent {
  readonly attributes: CloudEventAttributes
  readonly data: object
}

/** SuccessFactors may leave it out; CloudEvents may not. */
const NO_TYPE = 'com.successfactors.ExternalEvent'
/** CloudEvents 1.0 section 3.1: no control characters, no halves of surrogate pairs in a String. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g

/** An event as a CloudEvent. Repeated attempts of a delivery give the same id. Pure. */
export function cloudEventOf(
  event: HandlerEvent,
  { idempotencyKey, correlationId }: Pick<HandlerContext, 'idempotencyKey' | 'correlationId'>,
  { source, subject }: CloudEventOptions,
): CloudEvent {
  const { company } = event
  const employee = subject === 'employee' ? employeeOf(event) : null
  const attributes = {
    specversion: '1.0',
    id: idempotencyKey,
    source: source ?? `/successfactors${company === null ? '' : `/${encodeURIComponent(company)}`}`,
    type: event.type || NO_TYPE,
    subject: employee,
    time: timeOf(event),
    datacontenttype: 'application/json',
    // the extension "partitioning": whose events a sink keeps in order
    partitionkey: employee,
    company,
    messageid: event.messageId,
    correlationid: correlationId,
  }
  const known = Object.entries(attributes).filter(
    (entry): entry is [string, string] => entry[1] !== null && entry[1] !== '',
  )
  return {
    attributes: Object.fromEntries(known.map(([name, value]) => [name, cleaned(value)])),
    data: dataOf(event),
  }
}

/** Whom it is about, by the rule that lanes have; an entity without an employee is nobody. */
function employeeOf(event: HandlerEvent): string | null {
  const { kind, key } = subjectOf(event)
  return kind === 'entity' || kind === 'event' ? null : key
}

/** RFC 3339: a calendar date alone is no time. */
function timeOf({ publishedAt, receivedAt }: HandlerEvent): string {
  const iso = publishedAt?.iso
  return iso?.includes('T') ? iso : receivedAt.toISOString()
}

function dataOf(event: HandlerEvent): object {
  const { eventId, entityType, effective, effectiveStartDate, publishedBy, payload } = event
  return {
    eventId,
    entityType,
    effective,
    effectiveStartDate: effectiveStartDate?.iso ?? effectiveStartDate?.sent ?? null,
    publishedBy,
    keys: byName(event.keys),
    params: byName(event.params),
    payload,
  }
}

/** Of a name that comes twice the first value counts, as for `event.key(name)`. */
function byName(list: readonly NamedValue[]): Record<string, string> {
  const first = new Map<string, string>()
  for (const { name, value } of list) if (!first.has(name)) first.set(name, value)
  return Object.fromEntries(first)
}

function cleaned(value: string): string {
  return value.toWellFormed().replace(FORBIDDEN, '\u{fffd}')
}
