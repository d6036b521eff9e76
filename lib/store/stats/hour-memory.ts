import type { HourPart } from './hour-ranges.ts'
import type { Stats } from './hours.ts'

interface CountedPart extends HourPart {
  readonly stats: Stats
}

export interface HourMemory {
  /** Counts parts of hours, except those that are remembered. */
  counted(
    parts: readonly HourPart[],
    now: Date,
    count: (parts: readonly HourPart[]) => Promise<readonly Stats[]>,
  ): Promise<CountedPart[]>
}

/** An hour with fewer rows is counted each time. */
const MANY = 500
const KEPT_MS = 60_000
/** Hours are counted again one after the other, not all at a time. */
const STAGGER_MS = 1_000
/** The last messages of an hour are committed by then. */
const SETTLED_MS = 60_000
const HOUR_MS = 3_600_000

/** Remembers the counts of busy hours that are over for a minute or two: hardly anything in them changes. */
export function createHourMemory(): HourMemory {
  let known = new Map<string, { readonly stats: Stats; readonly until: number }>()
  return {
    async counted(parts, now, count) {
      const at = now.getTime()
      const remembered = (part: HourPart) => {
        const found = known.get(keyOf(part))
        return found !== undefined && found.until > at ? found : null
      }
      const wanted = parts.filter((part) => remembered(part) === null)
      const stats = await count(wanted)
      const fresh = new Map(wanted.map((part, index) => [keyOf(part), stats[index] as Stats]))
      const next: typeof known = new Map()
      const all = parts.map((part, index) => {
        const key = keyOf(part)
        const kept = remembered(part)
        const found = kept?.stats ?? (fresh.get(key) as Stats)
        if (kept !== null) next.set(key, kept)
        else if (isOver(part, at) && isMuch(found)) {
          next.set(key, { stats: found, until: at + KEPT_MS + index * STAGGER_MS })
        }
        return { ...part, stats: found }
      })
      known = next
      return all
    },
  }
}

function keyOf({ first, end }: HourPart): string {
  return `${first} ${end}`
}

function isOver({ hour }: HourPart, at: number): boolean {
  return hour.getTime() + HOUR_MS + SETTLED_MS <= at
}

function isMuch({ received, completed, failed, waiting, skipped }: Stats): boolean {
  return received + completed + failed + waiting + skipped >= MANY
}
