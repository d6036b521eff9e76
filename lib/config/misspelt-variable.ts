import { closestMatch } from 'leven'

/** Maximum edit distance, also at most a quarter of the name. */
const MAX_MISSPELT = 2

/**
 * The known variable that an unknown name resembles; undefined = it is known, or resembles none. Other unknown
 * names may be variables of handlers.
 */
export function meantVariable(name: string, known: readonly string[]): string | undefined {
  if (known.includes(name)) return undefined
  const upper = name.toUpperCase().replaceAll(/[.-]/g, '_')
  const maxDistance = Math.min(MAX_MISSPELT, Math.floor(name.length / 4))
  return known.includes(upper) ? upper : closestMatch(upper, known, { maxDistance })
}
