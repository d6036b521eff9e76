import { RequestRefusal } from './request-refusal.ts'

const MAX_SEARCHES = 30
const PERIOD_MS = 60_000
/** Bounds the memory: each entry has at most 30 numbers. */
const MAX_CREDENTIALS = 10_000

/** Limits the searches by person, for each credential on this instance. */
export interface SearchLimit {
  /** @throws RequestRefusal search_limit */
  admit(credential: string): void
}

/**
 * Allows 30 searches in any 60 seconds, so that readers cannot guess keys. Refused searches do not
 * count. Beyond 10,000 credentials in one minute, further credentials are refused.
 * @param now milliseconds
 */
export function createSearchLimit(now: () => number): SearchLimit {
  /** times of the searches by credential, least recently used first */
  const searches = new Map<string, readonly number[]>()

  function removeOld(since: number): void {
    for (const [credential, times] of searches) {
      if ((times.at(-1) ?? since) > since) return
      searches.delete(credential)
    }
  }

  return {
    admit(credential) {
      const at = now()
      removeOld(at - PERIOD_MS)
      const known = (searches.get(credential) ?? []).filter((time) => time > at - PERIOD_MS)
      const [oldest] = known
      if (oldest !== undefined && known.length >= MAX_SEARCHES) {
        throw limited(oldest + PERIOD_MS - at)
      }
      if (known.length === 0 && searches.size >= MAX_CREDENTIALS) throw limited(PERIOD_MS)
      searches.delete(credential)
      searches.set(credential, [...known, at])
    },
  }
}

function limited(waitMs: number): RequestRefusal {
  const seconds = Math.ceil(waitMs / 1_000)
  return new RequestRefusal(
    429,
    'search_limit',
    `expected at most ${MAX_SEARCHES} searches by person per minute, got more: try again in ${seconds} s, or choose the person from a list`,
    undefined,
    seconds,
  )
}
