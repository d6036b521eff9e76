import { timeOfId } from '../queries/id-time.ts'
import type { HourPart } from './hour-ranges.ts'

/**
 * Remembers the counts of busy parts of hours that are over: hardly anything in them changes.
 * @returns the counts in the order of the parts
 */
export type PartMemory<Counts> = (
  parts: readonly HourPart[],
  now: Date,
  /** counts the parts that are not remembered */
  count: (parts: readonly HourPart[]) => Promise<readonly Counts[]>,
) => Promise<Counts[]>

/** A part with fewer rows is counted each time. */
const MANY = 200
const KEPT_MS = 60_000
/** Parts are counted again one after the other, not all at a time. */
const STAGGER_MS = 250
/** The last messages of a part are committed by then. */
const SETTLED_MS = 60_000

/** Remembers for one to two minutes. @param rowsOf number of rows that were counted */
export function createPartMemory<Counts>(rowsOf: (counts: Counts) => number): PartMemory<Counts> {
  let known = new Map<string, { readonly counts: Counts; readonly until: number }>()
  return async (parts, now, count) => {
    const at = now.getTime()
    const remembered = (part: HourPart) => {
      const found = known.get(keyOf(part))
      return found !== undefined && found.until > at ? found : null
    }
    const wanted = parts.filter((part) => remembered(part) === null)
    const fresh = await count(wanted)
    const freshOf = new Map(wanted.map((part, index) => [keyOf(part), fresh[index] as Counts]))
    const next: typeof known = new Map()
    const all = parts.map((part, index) => {
      const key = keyOf(part)
      const kept = freshOf.has(key) ? null : remembered(part)
      const counts = kept === null ? (freshOf.get(key) as Counts) : kept.counts
      if (kept !== null) next.set(key, kept)
      else if (isOver(part, at) && rowsOf(counts) >= MANY) {
        next.set(key, { counts, until: at + KEPT_MS + index * STAGGER_MS })
      }
      return counts
    })
    known = next
    return all
  }
}

function keyOf({ first, end }: HourPart): string {
  return `${first} ${end}`
}

function isOver({ end }: HourPart, at: number): boolean {
  return timeOfId(end).getTime() + SETTLED_MS <= at
}
