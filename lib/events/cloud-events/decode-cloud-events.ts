import { decodeText } from '../charset.ts'
import { readContentType } from '../content-type.ts'
import type { DecodeLimits } from '../decode-limits.ts'
import type { DecodedMessage, DomainEvent, NamedValue } from '../event.ts'
import { checkedJson } from '../json-text.ts'
import { personFields } from '../person-fields.ts'
import type { ReadingHints } from '../reading-hints.ts'
import {
  configuredKey,
  effectiveDateOf,
  entityTypeOf,
  splitMembers,
} from '../records/decode-records.ts'
import { type RecordKey, recordKeyOf } from '../records/record-key.ts'
import { jsonNode, type RecordNode, storable } from '../records/record-node.ts'
import { readSentDate } from '../sent-date.ts'
import { readBinary } from './binary.ts'
import { attributeOf, type CloudEvent, eventIdOf, invalid } from './cloud-event.ts'
import { readStructured } from './structured.ts'

const STRUCTURED = 'application/cloudevents'
const JSON_FORMATS = new Set([STRUCTURED, `${STRUCTURED}+json`, `${STRUCTURED}-batch+json`])

type Hints = ReadingHints | null | undefined

/** Whether the media type is that of a CloudEvent or a batch. */
export function isStructured(contentType: string | undefined): boolean {
  return contentType !== undefined && /^\s*application\/cloudevents/i.test(contentType)
}

/**
 * Reads a call that brings CloudEvents 1.0 by its media type or headers (HTTP protocol binding).
 * @returns null = other calls
 * @throws ReceiverError `cloudevent_invalid`, and those of the data
 */
export function decodeCloudEvents(
  body: Buffer,
  { contentType, hints }: { readonly contentType: string | undefined; readonly hints?: Hints },
  limits: DecodeLimits,
): DecodedMessage | null {
  if (isStructured(contentType)) {
    const { type, charset } = readContentType(contentType)
    if (!JSON_FORMATS.has(type ?? '')) {
      throw invalid('Expected CloudEvents in JSON, got another format; let the sender use JSON')
    }
    return decodeStructured(
      jsonNode(checkedJson(decodeText(body, charset), limits), limits),
      hints,
      limits,
    )
  }
  const { cloudEvent } = hints ?? {}
  if (cloudEvent === undefined || Object.keys(cloudEvent.headers).length === 0) return null
  const event = readBinary(body, contentType, cloudEvent, limits)
  return messageOf([event], false, hints, limits)
}

/** @throws ReceiverError `cloudevent_invalid`, and those of the data's form */
export function decodeStructured(
  root: RecordNode,
  hints: Hints,
  limits: DecodeLimits,
): DecodedMessage {
  return messageOf(readStructured(root, limits), root.kind === 'list', hints, limits)
}

function messageOf(
  cloudEvents: readonly CloudEvent[],
  isBatch: boolean,
  hints: Hints,
  limits: DecodeLimits,
): DecodedMessage {
  const events = cloudEvents.map((event) => toDomainEvent(event, hints, limits))
  const [first] = events
  const only = isBatch ? undefined : first
  return {
    format: isBatch ? 'json' : (cloudEvents[0]?.data.format ?? 'json'),
    contract: 'cloudevents',
    externalEventId: only?.eventId ?? null,
    type: only?.type ?? null,
    publishedAt: only?.publishedAt ?? null,
    publishedBy: null,
    effective: null,
    repost: null,
    more: [],
    events,
  }
}

/** Attributes with their own fields. */
const OWN_FIELDS = new Set(['specversion', 'time'])

/**
 * The data become a record, the other attributes parameters. Lists in the data are details of the
 * event.
 */
function toDomainEvent(event: CloudEvent, hints: Hints, limits: DecodeLimits): DomainEvent {
  const sentType = attributeOf(event, 'type') ?? ''
  const types = hints?.types ?? {}
  const type = Object.hasOwn(types, sentType) ? (types[sentType] ?? sentType) : sentType
  const { node, rootName, text } = event.data
  const record = node?.kind === 'object' ? node : null
  const { fields, more } = record === null ? { fields: [], more: [] } : splitMembers(record, limits)
  return {
    eventId: storable(eventIdOf(event)),
    type: storable(type),
    entityType: (record === null ? null : entityTypeOf(record)) ?? rootName,
    effective: null,
    effectiveStartDate: readSentDate(record === null ? null : effectiveDateOf(record)),
    publishedAt: readSentDate(attributeOf(event, 'time')),
    publishedBy: null,
    repost: null,
    keys: fields.map(({ name, text: value }) => ({ name, value })),
    params: parametersOf(event, type === sentType),
    payload: text,
    more: [...more, ...(event.beside ?? []).map(stored)],
    recordKey: keyOf(event, hints),
  }
}

function parametersOf({ attributes }: CloudEvent, isOwnType: boolean): NamedValue[] {
  return attributes
    .filter(({ name }) => !OWN_FIELDS.has(name) && !(isOwnType && name === 'type'))
    .map(stored)
}

function stored({ name, value }: NamedValue): NamedValue {
  return { name: storable(name), value: storable(value) }
}

/** The configured place, else the key of the data by the rules for records, else the subject. */
function keyOf(event: CloudEvent, hints: Hints): RecordKey | null {
  const { node } = event.data
  const persons = personFields(hints?.persons)
  if (node?.kind === 'object') {
    const place = hints?.places?.subject
    const key = configuredKey(node, node, place) ?? recordKeyOf(node, persons)
    if (key !== null) return key
  }
  const subject = storable(attributeOf(event, 'subject') ?? '').trim()
  if (subject === '') return null
  // The configuration may declare this sender's subjects to be persons.
  const kind = persons.get('subject') ?? 'entity'
  return { field: 'subject', kind, name: 'subject', value: subject }
}
