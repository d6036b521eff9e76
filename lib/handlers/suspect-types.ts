import { closestMatch } from 'leven'
import { catalogue, isKnownType } from '../events/catalogue.ts'
import type { EventSelector } from '../events/select-events.ts'

/** A type that a handler names, that nobody knows, and that looks like one that is known. */
export interface SuspectType {
  readonly type: string
  readonly known: string
}

/** Letters that may differ from a known type. */
const MAX_MISSPELT = 3

/** Types in `on` that are likely misspelt. No more than likely: SuccessFactors has many that nobody told us of. */
export function suspectTypes(on: EventSelector): SuspectType[] {
  if (typeof on === 'function') return []
  return [on].flat().flatMap((type) => {
    if (type.includes('*') || isKnownType(type)) return []
    const known = closestKnown(type)
    return known === undefined ? [] : [{ type, known }]
  })
}

function closestKnown(type: string): string | undefined {
  const types = Object.keys(catalogue)
  return (
    types.find((known) => known.toLowerCase() === type.toLowerCase()) ??
    // The part behind the last dot alone, as people say it: `Hire`.
    types.find((known) => known.toLowerCase().endsWith(`.${type.toLowerCase()}`)) ??
    closestMatch(type, types, { maxDistance: MAX_MISSPELT })
  )
}
