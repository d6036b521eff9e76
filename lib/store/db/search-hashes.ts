import { MAX_HASHES } from '../../encryption/search-hash.ts'
import type { Vault } from '../../encryption/vault.ts'

/**
 * Keyed hashes of values by their words, as PostgreSQL's bigint. A search for a word or a whole value
 * finds them; a part of a word does not.
 */
export function searchHashes(
  vault: Pick<Vault, 'searchHashes'>,
  values: Iterable<string>,
): string[] {
  const hashes = new Set<string>()
  for (const value of values) for (const one of vault.searchHashes(value)) hashes.add(one)
  const all = [...hashes]
  return all.length > MAX_HASHES ? all.slice(0, MAX_HASHES) : all
}
