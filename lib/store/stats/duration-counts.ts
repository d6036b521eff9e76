/**
 * Counts of durations. Slot 0 holds those below a millisecond. Each other slot begins at √2 times the start
 * of the one before, so a quantile is off by a factor of √2 at most. Counts of any number of spans can be added.
 */
export type DurationCounts = readonly number[]

/** The last slot begins at 24 days. */
const LAST_SLOT = 63

/** Starts of the slots (ms). */
const startOf = (slot: number) => (slot === 0 ? 0 : 2 ** ((slot - 1) / 2))

/** Counts a duration (ms). */
export function countDuration(counts: number[], ms: number): void {
  const slot = ms < 1 ? 0 : Math.min(LAST_SLOT, Math.floor(Math.log2(ms) * 2) + 1)
  while (counts.length <= slot) counts.push(0)
  counts[slot] = (counts[slot] ?? 0) + 1
}

export function sumOfCounts(all: readonly DurationCounts[]): DurationCounts {
  const length = Math.max(0, ...all.map((counts) => counts.length))
  return Array.from({ length }, (_, slot) =>
    all.reduce((sum, counts) => sum + (counts[slot] ?? 0), 0),
  )
}

/** A quantile (ms), even within its slot; null = nothing was counted. */
export function quantileOf(counts: DurationCounts, share: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0)
  let wanted = total * share
  for (const [slot, count] of counts.entries()) {
    if (count > 0 && wanted <= count) {
      const [start, end] = [startOf(slot), startOf(slot + 1)]
      return start + (end - start) * (wanted / count)
    }
    wanted -= count
  }
  return null
}
