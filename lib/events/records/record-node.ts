import type { DecodeLimits } from '../decode-limits.ts'
import {
  isJsonArray,
  isJsonObject,
  jsonElements,
  jsonMembers,
  jsonScalarText,
} from '../json-text.ts'

/** A value of a body without a contract: JSON, XML and CSV are read into this one form. */
export type RecordNode = ObjectNode | ListNode | ValueNode

export interface Member {
  readonly name: string
  readonly node: RecordNode
}

export interface ObjectNode {
  readonly kind: 'object'
  /** the text of the value, exactly as it was sent */
  readonly source: string
  /** in document order; repeated names are kept */
  members(): readonly Member[]
}

export interface ListNode {
  readonly kind: 'list'
  readonly source: string
  items(): readonly RecordNode[]
}

export interface ValueNode {
  readonly kind: 'value'
  /** a string without quotes and escapes, a number with all its digits; empty for null */
  readonly text: string
  readonly isNull: boolean
}

/** A scalar member of an object. */
export interface Field {
  readonly name: string
  readonly text: string
  readonly isNull: boolean
}

export function fieldsOf(object: ObjectNode): Field[] {
  const fields: Field[] = []
  for (const { name, node } of object.members()) {
    if (node.kind === 'value') fields.push({ name, text: node.text, isNull: node.isNull })
  }
  return fields
}

/**
 * A JSON value that is known to be well-formed. Its parts are cut out of the text on demand, so that a
 * large body is not copied.
 */
export function jsonNode(source: string, limits: DecodeLimits): RecordNode {
  if (isJsonObject(source)) {
    return {
      kind: 'object',
      source,
      members: once(() =>
        jsonMembers(source, limits.fields).map(({ name, value }) => ({
          name: storable(name),
          node: jsonNode(value, limits),
        })),
      ),
    }
  }
  if (isJsonArray(source)) {
    return {
      kind: 'list',
      source,
      items: once(() =>
        jsonElements(source, limits.events).map((element) => jsonNode(element, limits)),
      ),
    }
  }
  return { kind: 'value', text: storable(jsonScalarText(source)), isNull: source === 'null' }
}

/** JSON can escape characters that no database text can hold: zero and unpaired surrogates. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{fffd}')
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
