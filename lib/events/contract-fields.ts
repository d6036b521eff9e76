import type { XmlContract } from './namespaces.ts'

/** Every field of the domain form that one leaf element of a contract can fill. */
export type Field =
  | 'externalEventId'
  | 'eventId'
  | 'type'
  | 'entityType'
  | 'effective'
  | 'effectiveStartDate'
  | 'publishedAt'
  | 'publishedBy'
  | 'repost'
  | 'payload'
  | 'name'
  | 'value'

type FieldsByName = ReadonlyMap<string, Field>

/** Local names in `externalEventMeta`, and the field that each of them fills. */
export const META_FIELDS: Record<XmlContract, FieldsByName> = {
  v1: new Map([
    ['externalEventId', 'externalEventId'],
    ['publishedAt', 'publishedAt'],
    ['publishedBy', 'publishedBy'],
    ['effectiveStartDate', 'effectiveStartDate'],
    ['validity', 'effective'],
  ]),
  v2: new Map([
    ['externalEventId', 'externalEventId'],
    ['type', 'type'],
    ['publishedAt', 'publishedAt'],
    ['publishedBy', 'publishedBy'],
    ['effective', 'effective'],
    ['repost', 'repost'],
  ]),
}

/** Local names in `event`, and the field that each of them fills. */
export const EVENT_FIELDS: Record<XmlContract, FieldsByName> = {
  v1: new Map([
    ['eventId', 'eventId'],
    ['entity', 'entityType'],
    ['type', 'type'],
    ['effectiveStartDate', 'effectiveStartDate'],
    ['publishedAt', 'publishedAt'],
    ['publishedBy', 'publishedBy'],
    ['validity', 'effective'],
    ['eventPayload', 'payload'],
  ]),
  v2: new Map([
    ['eventId', 'eventId'],
    ['entityType', 'entityType'],
    ['effectiveStartDate', 'effectiveStartDate'],
    ['publishedAt', 'publishedAt'],
    ['publishedBy', 'publishedBy'],
    ['repost', 'repost'],
    ['eventPayload', 'payload'],
  ]),
}
