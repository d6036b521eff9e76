import { ReceiverError } from '../errors.ts'
import type { DecodeLimits } from './decode-limits.ts'
import type { DecodedMessage, DomainEvent, NamedValue } from './event.ts'
import {
  checkedJson,
  isJsonArray,
  isJsonObject,
  jsonElements,
  jsonMembers,
  jsonScalarText,
} from './json-text.ts'
import { readSentDate } from './sent-date.ts'

/** Fields that an administrator can map to tell us what a JSON call otherwise does not say. */
const MAPPED = new Set(['eventId', 'eventType', 'publishedAt'])

/**
 * Reads a call of Integration Center: one object, an array of objects, or an array under a single
 * root name. Each object is one event, and its scalar fields are the event's keys. An object that
 * holds nothing but another one, as `{"job_application":{…}}`, names the entity. Fields that are
 * objects or arrays are kept in `more` as JSON text.
 * @param typeHint event type from the address, for events that do not map `eventType`
 * @throws ReceiverError `json_malformed`, `xml_limit`, `not_an_external_event`
 */
export function decodeJson(
  source: string,
  typeHint: string | null,
  limits: DecodeLimits,
): DecodedMessage {
  const root = checkedJson(source, limits)
  const type = typeHint === null ? null : storable(typeHint)
  return {
    format: 'json',
    contract: 'json',
    externalEventId: null,
    type,
    publishedAt: null,
    publishedBy: null,
    effective: null,
    repost: null,
    more: [],
    events: eventsIn(root, type, limits),
  }
}

function eventsIn(root: string, type: string | null, limits: DecodeLimits): DomainEvent[] {
  const eventsOf = (array: string, listName: string | null) =>
    jsonElements(array, limits.events).map((element) => toEvent(element, listName, type, limits))
  if (isJsonArray(root)) return eventsOf(root, null)
  if (!isJsonObject(root)) throw notAnEvent()
  const [only, ...others] = jsonMembers(root, limits.fields)
  if (only !== undefined && others.length === 0 && isJsonArray(only.value)) {
    return eventsOf(only.value, only.name)
  }
  return [toEvent(root, null, type, limits)]
}

function toEvent(
  element: string,
  listName: string | null,
  type: string | null,
  limits: DecodeLimits,
): DomainEvent {
  if (!isJsonObject(element)) throw notAnEvent()
  let entityType = listName
  let members = jsonMembers(element, limits.fields)
  const [only, ...others] = members
  if (only !== undefined && others.length === 0 && isJsonObject(only.value)) {
    entityType = only.name
    members = jsonMembers(only.value, limits.fields)
  }
  const keys: NamedValue[] = []
  const more: NamedValue[] = []
  const mapped = new Map<string, string>()
  for (const member of members) {
    const isScalar = !isJsonObject(member.value) && !isJsonArray(member.value)
    const value = storable(isScalar ? jsonScalarText(member.value) : member.value)
    const field = { name: storable(member.name), value }
    if (!isScalar) more.push(field)
    else if (!MAPPED.has(member.name) || mapped.has(member.name)) keys.push(field)
    else if (member.value !== 'null') mapped.set(member.name, value)
  }
  return {
    eventId: mapped.get('eventId') ?? null,
    type: mapped.get('eventType') ?? type,
    entityType: entityType === null ? null : storable(entityType),
    effective: null,
    effectiveStartDate: null,
    publishedAt: readSentDate(mapped.get('publishedAt') ?? null),
    publishedBy: null,
    repost: null,
    keys,
    params: [],
    payload: element,
    more,
  }
}

/** JSON can escape what no database text can hold: the zero character and half surrogate pairs. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{fffd}')
}

function notAnEvent(): ReceiverError {
  return new ReceiverError(
    'not_an_external_event',
    'Expected a JSON object, or an array of objects, for each event, got another value; map the fields of the event as an object',
  )
}
