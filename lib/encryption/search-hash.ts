import { createHmac, createSecretKey } from 'node:crypto'

/** Most hashes of one event: 8 bytes each. */
export const MAX_HASHES = 96
/** Nobody searches for a longer word. */
const MAX_LENGTH = 200
const NO_WORD = /[^\p{L}\p{N}]+/u

/** Values repeat: ids of employees, names of departments and places. A full cache starts over. */
const MAX_KNOWN = 16_000
const MAX_KNOWN_LENGTH = 64

/** Keyed hashes of values by their words, 64 bits each, as PostgreSQL's bigint. */
export interface SearchHash {
  /** At most 96, in the order of the words. */
  of(value: string): readonly string[]
  /** Values of a person must not stay in memory behind the person's key. */
  forget(): void
}

export function createSearchHash(key: Buffer): SearchHash {
  const secret = createSecretKey(key)
  const hashOf = (word: string) =>
    createHmac('sha256', secret).update(word).digest().readBigInt64BE().toString()
  const known = new Map<string, readonly string[]>()
  return {
    of(value) {
      const found = known.get(value)
      if (found !== undefined) return found
      const hashes = wordsOf(value).map(hashOf)
      if (known.size >= MAX_KNOWN) known.clear()
      if (value.length <= MAX_KNOWN_LENGTH) known.set(value, hashes)
      return hashes
    },
    forget: () => known.clear(),
  }
}

function wordsOf(value: string): string[] {
  const text = value.normalize('NFKC').toLowerCase().trim()
  const found = text.split(NO_WORD).filter((word) => word !== '')
  // A value of signs only is found as a whole.
  const words = (found.length > 0 ? found : [text]).filter(
    (word) => word !== '' && word.length <= MAX_LENGTH,
  )
  return [...new Set(words)].slice(0, MAX_HASHES)
}
