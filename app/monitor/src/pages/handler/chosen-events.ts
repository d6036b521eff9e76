import type { MissedTypes } from '../../api/shapes.ts'
import { isFilterType } from '../../parts/type-filter.ts'

/** The part of a backfill's preview that the user did not leave out. */
export interface ChosenEvents {
  /** null = no type is left out */
  readonly types: readonly string[] | null
  readonly events: number
  /** more may come: the preview ended at its limit */
  readonly atLeast: boolean
  /** there is or may be an event to deliver */
  readonly some: boolean
}

/** A filter by types leaves out events without a type, and with a masked one. */
export function chosenEvents(
  { types, atLeast }: MissedTypes,
  leftOut: ReadonlySet<string>,
): ChosenEvents {
  const isLimited = types.some(({ type }) => isFilterType(type) && leftOut.has(type))
  const chosen = types.filter(({ type }) => (isFilterType(type) ? !leftOut.has(type) : !isLimited))
  return {
    types: isLimited ? chosen.map(({ type }) => type).filter(isFilterType) : null,
    events: chosen.reduce((sum, { events }) => sum + events, 0),
    atLeast,
    some: chosen.length > 0 || (atLeast && !isLimited),
  }
}
