import { createKeyedHash } from './keyed-hash.ts'

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
  const keyed = createKeyedHash(key)
  const hashOf = (word: string) => bigintOf(keyed(word))
  // A value that is used moves to the younger map. The older one is dropped when the younger one is full.
  let younger = new Map<string, readonly string[]>()
  let older = new Map<string, readonly string[]>()
  return {
    of(value) {
      if (isId(value)) return [hashOf(value.toLowerCase())]
      const young = younger.get(value)
      if (young !== undefined) return young
      const hashes = older.get(value) ?? wordsOf(value).map(hashOf)
      if (value.length > MAX_KNOWN_LENGTH) return hashes
      if (younger.size >= MAX_KNOWN) {
        older = younger
        younger = new Map()
      }
      younger.set(value, hashes)
      return hashes
    },
    forget() {
      younger = new Map()
      older = new Map()
    },
  }
}

/** Ids of persons hardly repeat within the map's size: looking them up costs more than a hash. */
function isId(value: string): boolean {
  return value.length >= MIN_ID_LENGTH && HAS_DIGIT.test(value) && ONE_WORD.test(value)
}

function bigintOf(hex: string): string {
  return BigInt.asIntN(64, BigInt(`0x${hex.slice(0, 16)}`)).toString()
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
