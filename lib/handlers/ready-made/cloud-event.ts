import type { NamedValue } from '../../events/event.ts'
import type { HandlerEvent } from '../../events/handler-event.ts'
import { subjectOf } from '../../events/subject.ts'
import type { HandlerContext } from '../handler-context.ts'

export interface CloudEventOptions {
  /** URI reference; null = `/successfactors/<company>` */
  readonly source: string | null
  /** whether `subject` and `partitionkey` contain the employee's id (headers in binary mode) */
  readonly subject: 'employee' | 'none'
}

/** Context attributes of CloudEvents 1.0 and our extensions, without unknown values. */
export type CloudEventAttributes = Readonly<Record<string, string>>

export interface CloudEvent {
  readonly attributes: CloudEventAttributes
  readonly data: object
}

/** CloudEvents require a type, SuccessFactors may omit it. */
const NO_TYPE = 'com.successfactors.ExternalEvent'
/** CloudEvents 1.0 section 3.1: a String has no control characters and no lone surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is searched for
const FORBIDDEN = /[\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g

/** An event as a CloudEvent. All attempts of a delivery have the same id. Pure. */
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
    // extension "partitioning": the key by which a sink keeps events in order
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

/** The employee, by the rule of lanes; null for other subjects. */
function employeeOf(event: HandlerEvent): string | null {
  const { kind, key } = subjectOf(event)
  return kind === 'entity' || kind === 'event' ? null : key
}

/** RFC 3339 requires a time; a date alone is not enough. */
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

/** The first value of a repeated name, as in `event.key(name)`. */
function byName(list: readonly NamedValue[]): Record<string, string> {
  const first = new Map<string, string>()
  for (const { name, value } of list) if (!first.has(name)) first.set(name, value)
  return Object.fromEntries(first)
}

function cleaned(value: string): string {
  return value.toWellFormed().replace(FORBIDDEN, '\u{fffd}')
}
