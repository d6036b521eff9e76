import { closestMatch } from 'leven'
import type { z } from 'zod'

/** Letters that may differ between an option and what was meant. */
const MAX_MISSPELT = 3
const MAX_SHOWN = 60

/**
 * What is wrong with an option: its place, what was expected, what was found or meant.
 * @param known the options of each place, by its path
 */
export function mistakesOf(
  issue: z.core.$ZodIssue,
  known: Readonly<Record<string, readonly string[]>>,
): string[] {
  const place = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(
      (key) => `${[...issue.path, key].join('.')}: ${unknownOption(key, known[place] ?? [])}`,
    )
  }
  // zod names what came where a type is wrong, and nothing but the limit where a value is.
  const found = issue.message.includes('received') ? '' : `, got ${shown(issue.input)}`
  return [`${place === '' ? '' : `${place}: `}${issue.message}${found}`]
}

function unknownOption(key: string, options: readonly string[]): string {
  const meant = closestMatch(key, options, { maxDistance: MAX_MISSPELT })
  if (meant !== undefined) return `there is no such option, did you mean ${meant}?`
  return `there is no such option, expected one of ${options.join(', ')}`
}

function shown(found: unknown): string {
  if (found === undefined) return 'nothing'
  if (typeof found === 'function') return 'a function'
  if (typeof found === 'string') return JSON.stringify(found.slice(0, MAX_SHOWN))
  if (Array.isArray(found)) return found.length === 0 ? 'an empty list' : 'a list'
  return typeof found === 'object' && found !== null ? 'an object' : String(found)
}
