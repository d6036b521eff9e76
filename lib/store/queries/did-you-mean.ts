import { closestMatch } from 'leven'

/** Maximum edit distance. */
const MAX_MISSPELT = 3

/** The end of a sentence that says that a name is unknown: names the nearest known one, if there is one. */
export function didYouMean(name: string, known: readonly string[]): string {
  const meant = closestMatch(name, known, { maxDistance: MAX_MISSPELT })
  return meant === undefined ? '' : `: did you mean ${meant}?`
}
