import { normalizedName } from '../person-fields.ts'
import type { Field } from './record-node.ts'

/** Fields that an administrator can map if a record does not contain them. */
export type Mapped = 'eventId' | 'eventType' | 'publishedAt'

/** Their values; the first of repeated fields counts. */
export type MappedFields = ReadonlyMap<Mapped, string>

const MAPPED: ReadonlyMap<string, Mapped> = new Map([
  ['eventid', 'eventId'],
  ['eventtype', 'eventType'],
  ['publishedat', 'publishedAt'],
])

/** The meaning of a field name; undefined = a field of the record itself. */
export function meaningOf(name: string): Mapped | undefined {
  return MAPPED.get(normalizedName(name))
}

/**
 * The mapped fields among those of an object, and those around it that the object does not have itself.
 * Nothing else of the outer objects is kept: a body can have many of them with many fields each.
 */
export function mappedFields(
  fields: readonly Field[],
  around: MappedFields = new Map(),
): MappedFields {
  const mapped = new Map<Mapped, string>()
  for (const { name, text, isNull } of fields) {
    const meaning = meaningOf(name)
    if (meaning !== undefined && !isNull && !mapped.has(meaning)) mapped.set(meaning, text)
  }
  return new Map([...around, ...mapped])
}
