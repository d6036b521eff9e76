import { closestMatch } from 'leven'
import { catalogue, isKnownType } from '../events/catalogue.ts'
import type { EventSelector } from '../events/select-events.ts'

/** An unknown event type that resembles a known one. */
export interface SuspectType {
  readonly type: string
  readonly known: string
}

/** Maximum edit distance. */
const MAX_MISSPELT = 3

/**
 * Probably misspelt types in `on`. SuccessFactors has many types that we do not know, so this is
 * only a warning.
 */
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
    // Also the last part alone, such as `Hire`.
    types.find((known) => known.toLowerCase().endsWith(`.${type.toLowerCase()}`)) ??
    closestMatch(type, types, { maxDistance: MAX_MISSPELT })
  )
}
