import type { RetiredHandler } from '../store/registry/retire-handlers.ts'

export interface RetirementOptions {
  /** pause between two looks */
  readonly everyMs: number
  /** an instance that was not heard of for this long counts as gone */
  readonly silenceMs: number
  /** monotonic milliseconds */
  readonly now: () => number
  /** Says that this instance is there. */
  readonly beat: () => Promise<void>
  readonly retire: () => Promise<readonly RetiredHandler[]>
  readonly onRetired: (handler: RetiredHandler) => void
}

/** What a look may be late by; more was an outage of the database, or of this process. */
const LATE = 1.5

/**
 * Retires handlers that no instance has any more; tended as a duty. In an outage of the database
 * nobody could say that he is there: behind one, the others are given the time to do so.
 */
export function retirement(options: RetirementOptions): () => Promise<boolean> {
  const { everyMs, silenceMs, now, beat, retire, onRetired } = options
  let lookedAt = now()
  let trustedFrom = lookedAt
  return async () => {
    await beat()
    const at = now()
    if (at - lookedAt > LATE * everyMs) trustedFrom = at + silenceMs
    lookedAt = at
    if (at < trustedFrom) return false
    for (const handler of await retire()) onRetired(handler)
    return false
  }
}
