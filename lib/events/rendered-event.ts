import { EVENT_FIELDS, type Field, META_FIELDS } from './contract-fields.ts'
import type { DecodeLimits } from './decode-limits.ts'
import type { DecodedMessage } from './event.ts'
import {
  type Draft,
  type EventDraft,
  messageFields,
  newEventDraft,
  toDomainEvent,
} from './event-draft.ts'
import { limitExceeded } from './limit-exceeded.ts'
import { contractOf, type XmlContract } from './namespaces.ts'
import type { Member, ObjectNode, RecordNode } from './records/record-node.ts'

/**
 * Reads an `ExternalEvent` that was turned from XML into JSON on its way: members are named like the
 * elements, with or without prefix and envelope, and an element that occurs once may stand without a list.
 * @returns null for other JSON
 */
export function decodeRenderedEvent(root: RecordNode, limits: DecodeLimits): DecodedMessage | null {
  const rendered = externalEventOf(root)
  if (rendered === null) return null
  const contract = contractIn(rendered)
  const meta: Draft = { values: {}, more: [] }
  for (const object of objectsNamed(rendered, 'externalEventMeta')) {
    fill(meta, object, META_FIELDS[contract], limits)
  }
  const drafts = objectsNamed(rendered, 'events').flatMap((events) => objectsNamed(events, 'event'))
  if (drafts.length > limits.events) throw limitExceeded('events', limits.events)
  return {
    format: 'json',
    contract,
    ...messageFields(meta),
    more: meta.more,
    events: drafts.map((event) => toDomainEvent(draftOf(event, contract, limits), meta)),
  }
}

/** The message itself, or the one in an envelope's body. */
function externalEventOf(root: RecordNode): ObjectNode | null {
  if (root.kind !== 'object') return null
  const [message] = objectsNamed(root, 'ExternalEvent')
  if (message !== undefined) return message
  const bodies = objectsNamed(root, 'Envelope').flatMap((envelope) =>
    objectsNamed(envelope, 'Body'),
  )
  return bodies.flatMap((body) => objectsNamed(body, 'ExternalEvent'))[0] ?? null
}

/** V1 names an event's entity `entity`. A namespace that survived names the contract itself. */
function contractIn(message: ObjectNode): XmlContract {
  for (const { name, node } of message.members()) {
    const isDeclaration = /^@?_?xmlns/.test(name) && node.kind === 'value'
    const contract = isDeclaration ? contractOf(node.text) : null
    if (contract !== null) return contract
  }
  const events = objectsNamed(message, 'events').flatMap((list) => objectsNamed(list, 'event'))
  const isV1 = events.some((event) =>
    event.members().some(({ name }) => localName(name) === 'entity'),
  )
  return isV1 ? 'v1' : 'v2'
}

function draftOf(event: ObjectNode, contract: XmlContract, limits: DecodeLimits): EventDraft {
  const draft = newEventDraft()
  const isPairs = (name: string) => name === 'entityKeys' || name === 'params'
  fill(draft, event, EVENT_FIELDS[contract], limits, isPairs)
  for (const keys of objectsNamed(event, 'entityKeys')) {
    draft.keys.push(...pairsIn(keys, 'entityKey', limits))
  }
  for (const params of objectsNamed(event, 'params')) {
    draft.params.push(...pairsIn(params, 'param', limits))
  }
  return draft
}

function pairsIn(container: ObjectNode, name: string, limits: DecodeLimits): Draft[] {
  const pairs = objectsNamed(container, name)
  if (pairs.length > limits.fields) throw limitExceeded('fields of an event', limits.fields)
  return pairs.map((pair) => {
    const draft: Draft = { values: {}, more: [] }
    fill(draft, pair, PAIR_FIELDS, limits)
    return draft
  })
}

const PAIR_FIELDS: ReadonlyMap<string, Field> = new Map([
  ['name', 'name'],
  ['value', 'value'],
])

function fill(
  draft: Draft,
  object: ObjectNode,
  fields: ReadonlyMap<string, Field>,
  limits: DecodeLimits,
  isRead: (name: string) => boolean = () => false,
): void {
  for (const { name: written, node } of object.members()) {
    const name = localName(written)
    if (isRead(name) || isNamespace(written)) continue
    const field = fields.get(name)
    const text = textOf(node)
    const isFree = field !== undefined && draft.values[field] === undefined
    if (isFree && text !== null) draft.values[field] = text
    else {
      if (draft.more.length >= limits.fields)
        throw limitExceeded('fields of an event', limits.fields)
      draft.more.push({ name, value: text ?? (node.kind === 'value' ? node.text : node.source) })
    }
  }
}

/** Text of an element: the value alone, or beside its attributes as `$`, `#text`, `_` or `content`. */
function textOf(node: RecordNode): string | null {
  if (node.kind === 'value') return node.text
  if (node.kind === 'list') return null
  const text = node.members().find(({ name }) => TEXT_MEMBERS.has(name))?.node
  return text?.kind === 'value' ? text.text : null
}

const TEXT_MEMBERS = new Set(['$', '#text', '_', '$t', 'content', '__text'])

function objectsNamed(object: ObjectNode, name: string): ObjectNode[] {
  return object
    .members()
    .filter((member) => localName(member.name) === name)
    .flatMap(objectsOf)
}

function objectsOf({ node }: Member): ObjectNode[] {
  if (node.kind === 'object') return [node]
  if (node.kind === 'value') return []
  return node.items().flatMap((item) => (item.kind === 'object' ? [item] : []))
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function isNamespace(name: string): boolean {
  return /^@?_?xmlns/.test(name)
}
