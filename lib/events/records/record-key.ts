import {
  normalizedName,
  PERSON_KINDS,
  type PersonFields,
  type PersonKind,
} from '../person-fields.ts'
import { isSliceField } from '../slice-fields.ts'
import { readEntityAddress } from './entity-address.ts'
import { type Field, fieldsOf, type Member, type ObjectNode } from './record-node.ts'

/** The field that names a record, and so chooses its lane. */
export interface RecordKey {
  /** path of the field in the record, such as `jobApplication.applicationId` */
  readonly field: string
  /** `entity`: the field does not name a person */
  readonly kind: PersonKind | 'entity'
  /** name of the field without its path */
  readonly name: string
  /** trimmed, never empty */
  readonly value: string
}

/** Fields that name the transport or the tenant, not the record. */
const ENVELOPE_FIELDS = new Set(
  [
    'batchId',
    'messageId',
    'requestId',
    'eventId',
    'correlationId',
    'transactionId',
    'executionId',
    'runId',
    'traceId',
    'companyId',
    'tenantId',
    'clientId',
    'systemId',
    'eventType',
    'publishedAt',
  ].map(normalizedName),
)

const PLAIN_KEY = new Set(['id', 'code', 'key', 'externalcode'])
const KEY_SUFFIX =
  /(?:[a-z0-9](?:Id|ID|Code|Key|Number|Uuid|UUID)|[_\s-](?:id|code|key|number|uuid))$/
const UPPER_SNAKE_SUFFIX = /_(?:ID|CODE|KEY|NUMBER|UUID)$/
/** A field that holds a state must not choose the lane: it changes with each event. */
const STATE_PART = /status|state|type|reason|event/i
const MAX_NESTING = 4

export function isEnvelopeField(name: string): boolean {
  return ENVELOPE_FIELDS.has(normalizedName(name))
}

/** The key among the record's own fields; null = none of them names it. */
export function ownKey(record: ObjectNode, persons: PersonFields): RecordKey | null {
  return keyAmong(record, '', persons)
}

/** The record's own key, else the first one in the objects inside it, outer objects first. */
export function recordKeyOf(record: ObjectNode, persons: PersonFields): RecordKey | null {
  let level: { readonly path: string; readonly object: ObjectNode }[] = [
    { path: '', object: record },
  ]
  for (let depth = 0; depth <= MAX_NESTING && level.length > 0; depth++) {
    for (const { path, object } of level) {
      const key = keyAmong(object, path, persons)
      if (key !== null) return key
    }
    level = level.flatMap(({ path, object }) => nestedObjects(object, path))
  }
  return null
}

function nestedObjects(object: ObjectNode, path: string) {
  return object
    .members()
    .flatMap(({ name, node }) =>
      node.kind === 'object' && name !== '__metadata'
        ? [{ path: `${path}${name}.`, object: node }]
        : [],
    )
}

function keyAmong(object: ObjectNode, path: string, persons: PersonFields): RecordKey | null {
  const fields = fieldsOf(object).filter(({ text }) => text.trim() !== '')
  return (
    metadataKey(object.members(), path, persons) ??
    personKey(fields, path, persons) ??
    plainKey(fields, path)
  )
}

/** OData names each row by its address: `__metadata: { uri: "…/EmpJob(userId='1',…)" }`. */
function metadataKey(
  members: readonly Member[],
  path: string,
  persons: PersonFields,
): RecordKey | null {
  const metadata = members.find(({ name }) => name === '__metadata')?.node
  if (metadata?.kind !== 'object') return null
  const uri = fieldsOf(metadata).find(({ name }) => name === 'uri')?.text
  const address = uri === undefined ? null : readEntityAddress(uri)
  if (address === null) return null
  const fields = address.keys
    .filter(({ name, value }) => !isSliceField(name) && value.trim() !== '')
    .map(({ name, value }) => ({ name, text: value, isNull: false }))
  const [first] = fields
  if (first === undefined) return null
  const at = `${path}__metadata.uri.`
  const person = personKey(fields, at, persons)
  if (person !== null) return person
  if (fields.length === 1) return keyOf(first, at, 'entity')
  const name = fields.map((field) => field.name).join(',')
  const value = JSON.stringify(fields.map(({ text }) => text.trim()))
  return { field: `${at}${name}`, kind: 'entity', name, value }
}

/** The preferred kind that has a value; within a kind, the first spelling. */
function personKey(
  fields: readonly Field[],
  path: string,
  persons: PersonFields,
): RecordKey | null {
  const named = new Map<string, Field>()
  for (const field of fields) {
    const spelling = normalizedName(field.name)
    if (persons.has(spelling) && !named.has(spelling)) named.set(spelling, field)
  }
  if (named.size === 0) return null
  for (const kind of PERSON_KINDS) {
    for (const [spelling, itsKind] of persons) {
      const field = itsKind === kind ? named.get(spelling) : undefined
      if (field !== undefined) return keyOf(field, path, kind)
    }
  }
  return null
}

function plainKey(fields: readonly Field[], path: string): RecordKey | null {
  const field = fields.find(({ name }) => namesRecord(name))
  return field === undefined ? null : keyOf(field, path, 'entity')
}

function namesRecord(name: string): boolean {
  if (STATE_PART.test(name) || isSliceField(name) || isEnvelopeField(name)) return false
  const isKey = PLAIN_KEY.has(normalizedName(name))
  return isKey || KEY_SUFFIX.test(name) || UPPER_SNAKE_SUFFIX.test(name)
}

function keyOf(field: Field, path: string, kind: RecordKey['kind']): RecordKey {
  return { field: `${path}${field.name}`, kind, name: field.name, value: field.text.trim() }
}
