import { LRUCache } from 'lru-cache'

/** What goes wrong with a call; `slow` does what it was asked but answers late. */
export type Trouble = 'none' | 'unavailable' | 'reset' | 'slow'

const KINDS = ['unavailable', 'reset', 'slow'] as const
/** Real outages end as well: no call fails more often than a handler's attempts last. */
const MOST_IN_A_ROW = 2
const REMEMBERED_CALLS = 10_000

/**
 * Decides which calls fail on purpose.
 * @param percent share of the calls, 0 to 100
 * @param random 0 to 1
 * @returns asks by the call's idempotency key, so that a repeated call comes through in the end
 */
export function createTrouble(percent: number, random: () => number): (key: string) => Trouble {
  const troubled = new LRUCache<string, number>({ max: REMEMBERED_CALLS })
  return (key) => {
    const before = troubled.get(key) ?? 0
    if (before >= MOST_IN_A_ROW || random() * 100 >= percent) return 'none'
    troubled.set(key, before + 1)
    return KINDS[Math.floor(random() * KINDS.length)] ?? 'unavailable'
  }
}
