import type { Found } from './phrase-index.ts'

const MARK = /‹[^‹›]{1,64}›/g
/** Largest gap between two marks of one field that are joined. */
const MAX_BETWEEN = 2
const NO_WORD = /^[^\p{L}\p{N}]*$/u

/**
 * Replaces found phrases by marks. Overlapping phrases become one mark with the label of the
 * longest, and so do adjacent ones of the same field. Linear time.
 * @param marks marks of earlier rounds, which stay unchanged
 */
export function replaceFound(
  text: string,
  found: readonly Found[],
  marks: ReadonlySet<string>,
  markOf: (label: string) => string,
): string {
  if (found.length === 0) return text
  const kept = outside(found, marksIn(text, marks))
  let masked = ''
  let at = 0
  for (const { start, end, label } of joined(text, kept)) {
    masked += text.slice(at, start) + markOf(label)
    at = end
  }
  return masked + text.slice(at)
}

interface Range {
  readonly start: number
  readonly end: number
}

function marksIn(text: string, marks: ReadonlySet<string>): Range[] {
  return [...text.matchAll(MARK)]
    .filter(([inserted]) => marks.has(inserted))
    .map(({ 0: inserted, index }) => ({ start: index, end: index + inserted.length }))
}

/** Walks both lists once, in order. */
function outside(found: readonly Found[], ranges: readonly Range[]): Found[] {
  const sorted = [...found].sort((a, b) => a.start - b.start || b.end - a.end)
  let next = 0
  return sorted.filter(({ start, end }) => {
    while ((ranges[next]?.end ?? Number.POSITIVE_INFINITY) <= start) next += 1
    const range = ranges[next]
    return range === undefined || start < range.start || end > range.end
  })
}

function joined(text: string, sorted: readonly Found[]): Found[] {
  const joined: Found[] = []
  let longest = 0
  for (const one of sorted) {
    const last = joined.at(-1)
    const length = one.end - one.start
    if (last !== undefined && belongTogether(text, last, one)) {
      const label = length > longest ? one.label : last.label
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, one.end), label }
      longest = Math.max(longest, length)
    } else {
      joined.push(one)
      longest = length
    }
  }
  return joined
}

function belongTogether(text: string, last: Found, next: Found): boolean {
  if (next.start < last.end) return true
  const isSide = next.start - last.end <= MAX_BETWEEN && next.label === last.label
  return isSide && NO_WORD.test(text.slice(last.end, next.start))
}
