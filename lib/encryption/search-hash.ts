import { createHmac, createSecretKey } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** Most hashes of one event: 8 bytes each. */
export const MAX_HASHES = 96
/** Nobody searches for a longer word. */
const MAX_LENGTH = 200
const NO_WORD = /[^\p{L}\p{N}]+/u
const MIN_ID_LENGTH = 6
const HAS_DIGIT = /\d/
const ONE_WORD = /^[A-Za-z0-9]{1,200}$/

/** Values repeat: names of departments, places and codes. */
const MAX_KNOWN = 8_000
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
  const known = new LRUCache<string, readonly string[]>({ max: MAX_KNOWN })
  return {
    of(value) {
      if (isId(value)) return [hashOf(value.toLowerCase())]
      const found = known.get(value)
      if (found !== undefined) return found
      const hashes = wordsOf(value).map(hashOf)
      if (value.length <= MAX_KNOWN_LENGTH) known.set(value, hashes)
      return hashes
    },
    forget: () => known.clear(),
  }
}

/** Ids of persons hardly repeat within the map's size: looking them up costs more than a hash. */
function isId(value: string): boolean {
  return value.length >= MIN_ID_LENGTH && HAS_DIGIT.test(value) && ONE_WORD.test(value)
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
