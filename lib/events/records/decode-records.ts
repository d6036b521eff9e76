import { ReceiverError } from '../../errors.ts'
import type { DecodeLimits } from '../decode-limits.ts'
import type { DecodedMessage, DomainEvent, MessageFormat, NamedValue } from '../event.ts'
import { limitExceeded } from '../limit-exceeded.ts'
import { normalizedName, type PersonFields, personFields } from '../person-fields.ts'
import type { ReadingHints } from '../reading-hints.ts'
import { readSentDate } from '../sent-date.ts'
import { readEntityAddress } from './entity-address.ts'
import { type FoundRecord, findRecords } from './find-records.ts'
import { type Mapped, type MappedFields, mappedFields, meaningOf } from './mapped-fields.ts'
import { nodesAt, type Place, type RecordPlaces, writePlace } from './place.ts'
import { type RecordKey, recordKeyOf } from './record-key.ts'
import { type Field, fieldsOf, type ObjectNode, type RecordNode, storable } from './record-node.ts'

/** How the records of a body are found and named. */
export interface RecordOptions {
  /** event type from the address or the caller's configuration */
  readonly typeHint: string | null
  /** default: everything is found by rule */
  readonly hints?: ReadingHints | null
}

/** A body read into the record form. */
export interface RecordBody {
  readonly format: MessageFormat
  readonly root: RecordNode
  /** name of an XML document's root element */
  readonly rootName: string | null
}

/** Fields with the day from which a record is effective, the most specific name first. */
const EFFECTIVE_DATES = ['effectivestartdate', 'startdate', 'effectivedate']

/**
 * The message in a body without a contract. Each record is one event; its scalar fields are the event's
 * keys, its objects and lists stand in `more` as they were sent.
 * @throws ReceiverError `not_an_external_event`, `content_limit`
 */
export function decodeRecords(
  body: RecordBody,
  options: RecordOptions,
  limits: DecodeLimits,
): DecodedMessage {
  const type = options.typeHint === null ? null : storable(options.typeHint)
  const records = recordsAt(body, options, limits)
  const around = records[0]?.around ?? mappedFields([])
  // OData may name the entity in one row of a list and not in the next.
  const listed = records.find(({ record }) => entityTypeOf(record) !== null)
  const entities = new Map(listed ? [[listed.name, entityTypeOf(listed.record)]] : [])
  const reading: Reading = {
    root: body.root,
    entities,
    type,
    places: options.hints?.places ?? {},
    persons: personFields(options.hints?.persons),
    limits,
  }
  const events = records.map((record) => toEvent(record, reading))
  return {
    format: body.format,
    contract: 'record',
    externalEventId: around.get('eventId') ?? null,
    type: around.get('eventType') ?? type,
    publishedAt: readSentDate(around.get('publishedAt') ?? null),
    publishedBy: null,
    effective: null,
    repost: null,
    more: [],
    events: events.length === 1 ? events.map((event) => withIdOf(event, around)) : events,
  }
}

/** Whether an event type is known for all of its events. */
export function isTyped({ type, events }: DecodedMessage): boolean {
  return type !== null || (events.length > 0 && events.every((event) => event.type !== null))
}

/** An id beside a single record belongs to this record. */
function withIdOf(event: DomainEvent, around: MappedFields): DomainEvent {
  return event.eventId === null ? { ...event, eventId: around.get('eventId') ?? null } : event
}

function recordsAt(
  { root, rootName }: RecordBody,
  { hints }: RecordOptions,
  limits: DecodeLimits,
): FoundRecord[] {
  const place = hints?.places?.events
  if (place === undefined) {
    return findRecords(root, rootName, personFields(hints?.persons), limits) ?? noRecord()
  }
  const nodes = nodesAt(root, place).flatMap((node) =>
    node.kind === 'list' ? node.items() : [node],
  )
  if (nodes.length > limits.events) throw limitExceeded('events', limits.events)
  if (nodes.length === 0 || !nodes.every((node) => node.kind === 'object')) throw notThere()
  const name = place.findLast((step) => typeof step === 'string' && step !== '[*]')
  const around = mappedFields(root.kind === 'object' ? fieldsOf(root) : [])
  return nodes.map((record) => ({
    record,
    name: typeof name === 'string' ? name : rootName,
    around: record === root ? mappedFields([]) : around,
  }))
}

/** The same for all records of a body. */
interface Reading {
  readonly root: RecordNode
  /** entity of a list, by its name */
  readonly entities: ReadonlyMap<string | null, string | null>
  readonly type: string | null
  readonly places: RecordPlaces
  readonly persons: PersonFields
  readonly limits: DecodeLimits
}

function toEvent(
  { record, name, around }: FoundRecord,
  { root, entities, type, places, persons, limits }: Reading,
): DomainEvent {
  const { fields, more } = splitMembers(record, limits)
  const keys: NamedValue[] = []
  const mapped = new Map<Mapped, string>()
  for (const { name: field, text, isNull } of fields) {
    const meaning = meaningOf(field)
    if (meaning === undefined || mapped.has(meaning)) keys.push({ name: field, value: text })
    else if (!isNull) mapped.set(meaning, text)
  }
  return {
    eventId: textAt(record, root, places.id) ?? mapped.get('eventId') ?? null,
    type:
      textAt(record, root, places.type) ??
      mapped.get('eventType') ??
      around.get('eventType') ??
      type,
    entityType: entityTypeOf(record) ?? entities.get(name) ?? name,
    effective: null,
    effectiveStartDate: readSentDate(effectiveDateOf(record)),
    publishedAt: readSentDate(mapped.get('publishedAt') ?? around.get('publishedAt') ?? null),
    publishedBy: null,
    repost: null,
    keys,
    params: [],
    payload: record.source,
    more,
    recordKey: configuredKey(record, root, places.subject) ?? recordKeyOf(record, persons),
  }
}

/** Scalar fields of a record, and its objects and lists as they were sent. @throws ReceiverError `content_limit` */
export function splitMembers(
  record: ObjectNode,
  limits: DecodeLimits,
): { readonly fields: Field[]; readonly more: NamedValue[] } {
  const members = record.members()
  if (members.length > limits.fields) throw limitExceeded('fields of an event', limits.fields)
  const more = members.flatMap(({ name, node }) =>
    node.kind === 'value' ? [] : [{ name, value: storable(node.source) }],
  )
  return { fields: fieldsOf(record), more }
}

export function configuredKey(
  record: ObjectNode,
  root: RecordNode,
  place: Place | undefined,
): RecordKey | null {
  const value = textAt(record, root, place)?.trim() ?? ''
  if (place === undefined || value === '') return null
  const name = place.findLast((step) => typeof step === 'string' && step !== '[*]')
  return { field: writePlace(place), kind: 'entity', name: String(name ?? 'subject'), value }
}

/** The value at a place of the record, else of the whole body. The root's values are found once per place. */
const rootTexts = new WeakMap<RecordNode, Map<Place, string | null>>()

function textAt(record: ObjectNode, root: RecordNode, place: Place | undefined): string | null {
  if (place === undefined) return null
  return firstText(record, place) ?? textAtRoot(root, place)
}

function textAtRoot(root: RecordNode, place: Place): string | null {
  const known = rootTexts.get(root) ?? new Map<Place, string | null>()
  rootTexts.set(root, known)
  const text = known.has(place) ? known.get(place) : firstText(root, place)
  known.set(place, text ?? null)
  return text ?? null
}

function firstText(start: RecordNode, place: Place): string | null {
  const found = nodesAt(start, place).find((node) => node.kind === 'value' && !node.isNull)
  return found?.kind === 'value' ? found.text : null
}

export function effectiveDateOf(record: ObjectNode): string | null {
  const fields = fieldsOf(record).filter(({ text }) => text.trim() !== '')
  for (const wanted of EFFECTIVE_DATES) {
    const field = fields.find(({ name }) => normalizedName(name) === wanted)
    if (field !== undefined) return field.text
  }
  return null
}

/** OData names the entity of each row: `"type": "SFOData.EmpJob"`. */
export function entityTypeOf(record: ObjectNode): string | null {
  const metadata = record.members().find(({ name }) => name === '__metadata')?.node
  if (metadata?.kind !== 'object') return null
  const fields = fieldsOf(metadata)
  const type = fields.find(({ name }) => name === 'type')?.text
  if (type !== undefined && type !== '') return type.slice(type.lastIndexOf('.') + 1)
  const uri = fields.find(({ name }) => name === 'uri')?.text
  return uri === undefined ? null : (readEntityAddress(uri)?.entity ?? null)
}

function noRecord(): never {
  throw new ReceiverError(
    'not_an_external_event',
    'Expected an object, or a list of objects, for the events; got another value. Map the fields of each event as an object',
  )
}

function notThere(): ReceiverError {
  return new ReceiverError(
    'events_not_found',
    'Expected objects at the configured place of the events, found none; correct `events` in the address or in CALLERS',
  )
}
