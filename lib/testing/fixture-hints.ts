import type { PersonKind } from '../events/person-fields.ts'
import type { ReadingHints } from '../events/reading-hints.ts'
import { type RecordPlaces, readPlace } from '../events/records/place.ts'

/** Places as text, such as `employees.employee`. */
export type FixturePlaces = Readonly<Partial<Record<keyof RecordPlaces, string>>>

export interface RecordBodyOptions {
  /** places of events, type, id and subject, as `CALLERS` or the address names them */
  readonly places?: FixturePlaces
  /** spellings that name a person, as `PERSON_FIELDS` adds them */
  readonly persons?: Readonly<Record<string, PersonKind>>
}

/** What the service would know of a body beside its bytes; null = nothing. */
export function fixtureHints({ places, persons }: RecordBodyOptions): ReadingHints | null {
  if (places === undefined && persons === undefined) return null
  return {
    ...(places !== undefined && { places: readPlaces(places) }),
    ...(persons !== undefined && { persons }),
  }
}

function readPlaces(places: FixturePlaces): RecordPlaces {
  const read = Object.entries(places).map(([name, text]) => {
    const steps = readPlace(text)
    if (steps !== null) return [name, steps] as const
    throw new Error(
      `expected places.${name} to be a place such as employees.employee or d.results[*], got '${text}'`,
    )
  })
  return Object.fromEntries(read)
}
