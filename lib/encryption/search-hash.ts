import { hash } from 'node:crypto'

/** Words repeat: names of departments, places and codes. */
const MAX_KNOWN = 2_000

/** Keyed hashes of words, 64 bits each, as PostgreSQL's bigint. */
export interface SearchHash {
  of(word: string): string
  /** Words of a person must not stay in memory behind the person's key. */
  forget(): void
}

export function createSearchHash(key: Buffer): SearchHash {
  const prefix = key.toString('hex')
  const known = new Map<string, string>()
  return {
    of(word) {
      const found = known.get(word)
      if (found !== undefined) return found
      // SHA-512/256 cannot be extended, so a prefix of the key is enough, at a third of the cost of an HMAC.
      const bits = hash('sha512-256', prefix + word, 'buffer')
        .readBigInt64BE()
        .toString()
      if (known.size >= MAX_KNOWN) known.clear()
      known.set(word, bits)
      return bits
    },
    forget: () => known.clear(),
  }
}
