import type { Count } from '../api/shapes.ts'
import type { Formats } from '../text/format.ts'

/** Beyond this number a title says "1,000+". */
const MAX_EXACT = 1_000

/** The title of a list with the number of its rows. @param count null or none = unknown */
export function countedTitle(
  title: string,
  count: Count | null | undefined,
  f: Pick<Formats, 'number'>,
): string {
  return count == null ? title : `${title} (${shortCount(count, f)})`
}

/** Exact up to 1,000, then "1,000+". */
function shortCount({ count, atLeast }: Count, f: Pick<Formats, 'number'>): string {
  if (count > MAX_EXACT) return `${f.number(MAX_EXACT)}+`
  return atLeast ? `${f.number(count)}+` : f.number(count)
}
