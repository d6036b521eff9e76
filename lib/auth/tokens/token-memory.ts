import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Caller } from '../caller.ts'

interface Verdict {
  readonly caller: Caller
  /** expiry (ms) */
  readonly expiresAt: number
  /** false = its key, or other proof, was withdrawn */
  readonly isStillValid: () => boolean
}

/** Caches verified tokens by their SHA-256, never the token itself. */
export interface TokenMemory {
  recall(token: string): Caller | null
  remember(token: string, verdict: Verdict): void
  readonly size: number
}

/** Bounded: drops the least recently used token first. `now` is in milliseconds. */
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

/** Identifies a token without storing it. */
export function digestOf(token: string): string {
  return hash('sha256', token, 'base64')
}
