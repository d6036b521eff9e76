import type { DecodeLimits } from '../decode-limits.ts'
import { limitExceeded } from '../limit-exceeded.ts'
import type { PersonFields } from '../person-fields.ts'
import { type MappedFields, mappedFields } from './mapped-fields.ts'
import { isEnvelopeField, ownKey } from './record-key.ts'
import {
  fieldsOf,
  type ListNode,
  type Member,
  type ObjectNode,
  type RecordNode,
} from './record-node.ts'

/** A record of a body, which becomes one event. */
export interface FoundRecord {
  readonly record: ObjectNode
  /** name of the list or member that holds it; null = it is the root */
  readonly name: string | null
  /** of the objects around it, inner ones first */
  readonly around: MappedFields
}

interface Place {
  readonly node: RecordNode
  readonly name: string | null
  readonly around: MappedFields
}

interface PlaceInside extends Place {
  readonly parent: ObjectNode
}

/**
 * Finds the records of a body. The outermost list of objects is the list of events; without a list the
 * body is one event. A list inside a record that has a key of its own is detail of that record.
 * An object that holds nothing but other objects wraps them.
 * @returns null if the body contains no object
 */
export function findRecords(
  root: RecordNode,
  rootName: string | null,
  persons: PersonFields,
  limits: DecodeLimits,
): FoundRecord[] | null {
  const found: FoundRecord[] = []

  function add(record: FoundRecord): void {
    if (found.length >= limits.events) throw limitExceeded('events', limits.events)
    found.push(record)
  }

  /** @returns false if an element is not an object */
  function addItems({ node, name, around }: Place): boolean {
    if (node.kind !== 'list') return false
    return node.items().every((item) => {
      if (item.kind === 'value') return false
      if (item.kind === 'list') {
        return holdsObjects(item) && addItems({ node: item, name, around })
      }
      if (wrapped(item) !== null) return addInside({ node: item, name, around })
      add({ record: item, name, around })
      return true
    })
  }

  /** The records inside an object, or the object itself. */
  function addInside(start: Place): boolean {
    const lists = outermostLists(start, persons)
    if (lists.length > 0) return lists.every(addItems)
    const { node, name, around } = unwrap(start)
    if (node.kind !== 'object' || wrapped(node) !== null) return false
    add({ record: node, name, around })
    return true
  }

  const start = { node: root, name: rootName, around: new Map() }
  const isComplete = root.kind === 'list' ? addItems(start) : addInside(start)
  return isComplete ? found : null
}

/** Lists of objects that stand nearest to the root, not inside a record that has a key. */
function outermostLists(start: Place, persons: PersonFields): Place[] {
  let level: Place[] = [start]
  while (level.length > 0) {
    const lists = level.flatMap((place) => placesInside(place, persons)).filter(isListOfEvents)
    if (lists.length > 0) return lists
    level = level
      .flatMap((place) => placesInside(place, persons))
      .filter(({ node }) => node.kind === 'object')
  }
  return []
}

function placesInside({ node, around }: Place, persons: PersonFields): PlaceInside[] {
  if (node.kind !== 'object' || ownKey(node, persons) !== null) return []
  const fields = mappedFields(fieldsOf(node), around)
  return node.members().map((member) => ({ ...member, around: fields, parent: node }))
}

/** An empty list counts only if it stands alone; otherwise it may be a detail of a record. */
function isListOfEvents({ node, parent }: PlaceInside): boolean {
  if (node.kind !== 'list') return false
  const items = node.items()
  return items.length === 0 ? wrapped(parent) !== null : holdsObjects(node)
}

/** Also by lists inside it. */
function holdsObjects(list: ListNode): boolean {
  const items = list.items()
  return (
    items.length > 0 &&
    items.every((item) => item.kind === 'object' || (item.kind === 'list' && holdsObjects(item)))
  )
}

/** The innermost object of wrappers that each hold one object. */
function unwrap(place: Place): Place {
  const { node, around } = place
  if (node.kind !== 'object') return place
  const inner = wrapped(node)
  if (inner?.node.kind !== 'object') return place
  return unwrap({ ...inner, around: mappedFields(fieldsOf(node), around) })
}

/** The only object or list in an object that has no field of a record beside it; null = no wrapper. */
function wrapped(object: ObjectNode): Member | null {
  let inner: Member | null = null
  for (const member of object.members()) {
    const isInner = member.node.kind !== 'value'
    if (isInner && (inner !== null || member.name === '__metadata')) return null
    if (isInner) inner = member
    else if (!isEnvelopeField(member.name)) return null
  }
  return inner
}
