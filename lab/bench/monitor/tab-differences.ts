import { percentile } from '../load/percentile.ts'

/** A tab shows this row on top from then on. */
export interface Sight {
  /** a UUID of version 7: ids grow with time */
  readonly id: string
  /** (ms since 1970) */
  readonly at: number
}

interface Durations {
  readonly p50: number
  readonly p95: number
  readonly longest: number
}

export interface TabDifferences {
  /** rows that some tab had on top and that all tabs have passed */
  readonly rows: number
  /** from the first tab that shows a row, or a newer one, to the last (ms) */
  readonly spreadMs: Durations
  /** from the recording of a row to the last tab that shows it, or a newer one (ms) */
  readonly ageMs: Durations
}

/** @param tabs the sights of each tab, in order */
export function differencesOf(tabs: readonly (readonly Sight[])[]): TabDifferences {
  const ids = [...new Set(tabs.flatMap((sights) => sights.map(({ id }) => id)))]
  const reached = ids
    .map((id) => ({ id, times: tabs.map((sights) => reachedAt(sights, id)) }))
    .filter(({ times }) => times.every(Number.isFinite))
  return {
    rows: reached.length,
    spreadMs: durationsOf(reached.map(({ times }) => Math.max(...times) - Math.min(...times))),
    ageMs: durationsOf(reached.map(({ id, times }) => Math.max(...times) - createdAt(id))),
  }
}

function reachedAt(sights: readonly Sight[], id: string): number {
  return sights.find((sight) => sight.id >= id)?.at ?? Number.POSITIVE_INFINITY
}

/** Its first 48 bits (RFC 9562, section 5.7). */
function createdAt(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
}

function durationsOf(values: readonly number[]): Durations {
  const sorted = values.toSorted((a, b) => a - b)
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    longest: sorted.at(-1) ?? Number.NaN,
  }
}
