import type { SealingKey } from '../../encryption/seal.ts'
import { INSTALLATION_KEY, type Sealed } from '../../encryption/vault.ts'
import type { Queryable } from './statement.ts'
import { vaultOf } from './vault-of.ts'

/** Seals values of rows whose keys it has loaded. */
export interface Sealer {
  /**
   * @param keyId null = the key of the installation
   * @returns null = the key was destroyed: the value must not be stored
   */
  seal(keyId: string | null, place: string, clear: string | Buffer): Sealed | null
}

/**
 * Loads the keys of rows with one look-up.
 * @throws ReceiverError key_store_away
 */
export async function sealerFor(
  client: Queryable,
  keyIds: Iterable<string | null | undefined>,
): Promise<Sealer> {
  const vault = vaultOf(client)
  const ids = new Set<string>()
  for (const id of keyIds) if (id != null && id !== INSTALLATION_KEY) ids.add(id)
  const keys = ids.size === 0 ? new Map() : await vault.keys.load(ids)
  const keyOf = (id: string | null): SealingKey | null => {
    if (id === null || id === INSTALLATION_KEY) return vault.installation
    const key = keys.get(id)?.key ?? null
    return key === null ? null : { id, key }
  }
  return {
    seal(keyId, place, clear) {
      const key = keyOf(keyId)
      return key === null ? null : vault.seal([key], place, Buffer.from(clear))
    },
  }
}

/** As PostgreSQL's `decode` reads it. */
export function base64Of(sealed: Sealed | null): string | null {
  return sealed === null ? null : sealed.bytes.toString('base64')
}
