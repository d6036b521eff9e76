import { isMasked } from './masked.ts'

/** A type to filter by. Events without a type, or with a masked one, cannot be selected by it. */
export function isFilterType(type: string | null | undefined): type is string {
  return typeof type === 'string' && type !== '' && !isMasked(type)
}
