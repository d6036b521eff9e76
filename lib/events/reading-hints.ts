import type { DecodedMessage } from './event.ts'
import type { PersonKind } from './person-fields.ts'
import type { RecordPlaces } from './records/place.ts'

/**
 * Facts outside of the body that are needed to decode it. They are stored with the message: the body is
 * read again when its events are dispatched, shown or replayed, whatever the configuration says by then.
 */
export interface ReadingHints {
  /** places of events, type, id and subject, from CALLERS or the address */
  readonly places?: RecordPlaces
  /** spellings that name a person, beside those of `person-fields.ts` */
  readonly persons?: Readonly<Record<string, PersonKind>>
  /** of a call that may bring a CloudEvent */
  readonly cloudEvent?: CloudEventHints
  /** types of CloudEvents, and the types that handlers know them by */
  readonly types?: Readonly<Record<string, string>>
}

export interface CloudEventHints {
  /** `ce-…` headers of the binary mode as they came, by lower-case name; none = another mode */
  readonly headers: Readonly<Record<string, string>>
  /** it came through the door of SAP Cloud Application Event Hub, which brings nothing else */
  readonly isEventHub?: boolean
}

/** The hints that this message needs: of all configured types those alone that it has. */
export function neededHints(
  hints: ReadingHints | null,
  { events }: Pick<DecodedMessage, 'events'>,
): ReadingHints | null {
  if (hints?.types === undefined) return hints
  const { types, ...others } = hints
  const sent = new Set(
    events.flatMap(({ params }) =>
      params.filter(({ name }) => name === 'type').map(({ value }) => value),
    ),
  )
  const used = Object.entries(types).filter(([type]) => sent.has(type))
  const needed = used.length === 0 ? others : { ...others, types: Object.fromEntries(used) }
  return Object.keys(needed).length === 0 ? null : needed
}
