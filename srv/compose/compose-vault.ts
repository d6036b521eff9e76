import type { EncryptionConfig } from '../../lib/config/encryption.ts'
import { loadMasterKey } from '../../lib/encryption/load-master-key.ts'
import { openVault, type Vault } from '../../lib/encryption/vault.ts'
import type { DatabaseConnection } from '../../lib/store/db/database.ts'
import { openKeyStore } from '../../lib/store/keys/open-key-store.ts'

export interface VaultDeps {
  readonly encryption: EncryptionConfig
  readonly eventDatabase: () => DatabaseConnection
  readonly keyDatabase: (() => DatabaseConnection) | undefined
  readonly limitMs: number
  readonly now: () => number
  readonly report: (what: string) => (error: unknown) => void
}

/** Opens the key store with its master key. */
export async function composeVault(deps: VaultDeps): Promise<Vault> {
  const { encryption, eventDatabase, keyDatabase, limitMs, now, report } = deps
  const masterKey = await loadMasterKey(encryption.masterKey)
  const store = await openKeyStore(encryption.keyStore, {
    ...{ eventDatabase, keyDatabase, limitMs, now },
    onFailure: report('waiting for the key store'),
  })
  const onFailure = report('reading the changes of keys failed')
  const onDamaged = report('a stored value could not be decrypted: it was changed or moved')
  return openVault({ store, masterKey, onFailure, onDamaged }).catch(async (error) => {
    await store.close()
    throw error
  })
}
