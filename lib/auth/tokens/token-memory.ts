import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Caller } from '../caller.ts'

/** The verdict on a token whose signature and claims were found good. */
interface Verdict {
  readonly caller: Caller
  /** from this instant on (milliseconds) the token is no longer good */
  readonly expiresAt: number
  /** false once its key, or another ground to trust it, is withdrawn */
  readonly isStillValid: () => boolean
}

/** Remembers verified tokens by their SHA-256, so that it never holds a token itself. */
export interface TokenMemory {
  recall(token: string): Caller | null
  remember(token: string, verdict: Verdict): void
  readonly size: number
}

/** A bounded memory: the token unused for longest goes first. `now` is in milliseconds. */
export function createTokenMemory(maxTokens: number, now: () => number): TokenMemory {
  const verdicts = new LRUCache<string, Verdict>({ max: maxTokens })
  return {
    recall(token) {
      const digest = digestOf(token)
      const verdict = verdicts.get(digest)
      if (verdict === undefined) return null
      if (now() < verdict.expiresAt && verdict.isStillValid()) return verdict.caller
      verdicts.delete(digest)
      return null
    },
    remember(token, verdict) {
      verdicts.set(digestOf(token), verdict)
    },
    get size() {
      return verdicts.size
    },
  }
}

/** What stands for a token wherever one has to be known again. */
export function digestOf(token: string): string {
  return hash('sha256', token, 'base64')
}
