import { normalizedName } from '../person-fields.ts'
import type { Field } from './record-node.ts'

/** Fields that an administrator can map to tell us what a record otherwise does not say. */
export type Mapped = 'eventId' | 'eventType' | 'publishedAt'

/** Their values; of a field that comes twice the first one counts. */
export type MappedFields = ReadonlyMap<Mapped, string>

const MAPPED: ReadonlyMap<string, Mapped> = new Map([
  ['eventid', 'eventId'],
  ['eventtype', 'eventType'],
  ['publishedat', 'publishedAt'],
])

/** What a field of this name tells; undefined = it is a field of the record itself. */
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
