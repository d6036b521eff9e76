import type { AdmittedCall } from '../../lib/auth/caller-rule.ts'
import { ReceiverError } from '../../lib/errors.ts'
import type { PersonKind } from '../../lib/events/person-fields.ts'
import type { CloudEventHints, ReadingHints } from '../../lib/events/reading-hints.ts'
import { readPlace } from '../../lib/events/records/place.ts'

/** Parameters of the address that name places, and the place that each of them names. */
const PLACES = [
  ['events', 'events'],
  ['typeFrom', 'type'],
  ['id', 'id'],
  ['subject', 'subject'],
] as const

export interface HintsBeside {
  readonly persons: Readonly<Record<string, PersonKind>> | null
  readonly types: Readonly<Record<string, string>> | null
  readonly cloudEvent: CloudEventHints | null
}

/**
 * What else is needed to read a call's body, from the caller's configuration, else from the address.
 * @param beside what else is known; null = nothing of it
 * @throws ReceiverError place_invalid
 */
export function hintsOf(
  query: URLSearchParams,
  { places: configured }: Pick<AdmittedCall, 'places'>,
  { persons, types, cloudEvent }: HintsBeside,
): ReadingHints | null {
  const named = PLACES.flatMap(([parameter, place]) => {
    const text = query.get(parameter)
    if (text === null || configured?.[place] !== undefined) return []
    return [[place, readPlace(text) ?? wrongPlace(parameter)] as const]
  })
  const places = { ...Object.fromEntries(named), ...configured }
  const hints = {
    ...(Object.keys(places).length > 0 && { places }),
    ...(persons !== null && { persons }),
    ...(types !== null && { types }),
    ...(cloudEvent !== null && { cloudEvent }),
  }
  return Object.keys(hints).length > 0 ? hints : null
}

function wrongPlace(parameter: string): never {
  throw new ReceiverError(
    'place_invalid',
    `Expected ?${parameter}= to be a place such as employees.employee or d.results[*]: names, indexes and [*], at most 10 steps; got another text`,
  )
}
