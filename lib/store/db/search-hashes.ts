import type { Vault } from '../../encryption/vault.ts'

/** Most hashes of one event: 8 bytes each. */
const MAX_HASHES = 96
/** Nobody searches for a longer word. */
const MAX_LENGTH = 200
const NO_WORD = /[^\p{L}\p{N}]+/u

/**
 * Keyed hashes of values and of their words, as PostgreSQL's bigint. A search for a word or a whole value
 * finds them; a part of a word does not.
 */
export function searchHashes(vault: Vault, values: Iterable<string>): string[] {
  const words = new Set<string>()
  for (const value of values) {
    const text = value.normalize('NFKC').toLowerCase().trim()
    const found = text.split(NO_WORD).filter((word) => word !== '')
    // A value of signs only is found as a whole.
    for (const word of found.length > 0 ? found : [text]) {
      if (word !== '' && word.length <= MAX_LENGTH) words.add(word)
    }
  }
  const hashes: string[] = []
  for (const word of words) {
    if (hashes.length === MAX_HASHES) break
    hashes.push(vault.searchHash(word))
  }
  return hashes
}
