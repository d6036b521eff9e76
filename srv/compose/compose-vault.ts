import type { EncryptionConfig } from '../../lib/config/encryption.ts'
import { vaultForReaders } from '../../lib/encryption/blocked-data.ts'
import { loadMasterKey } from '../../lib/encryption/load-master-key.ts'
import { openVault, type Vault } from '../../lib/encryption/vault.ts'
import type { DatabaseConnection } from '../../lib/store/db/database.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { openKeyStore } from '../../lib/store/keys/open-key-store.ts'
import type { Pools } from './compose-pools.ts'

export interface VaultDeps {
  readonly encryption: EncryptionConfig | null
  readonly eventDatabase: () => DatabaseConnection
  readonly keyDatabase: (() => DatabaseConnection) | undefined
  readonly pools: Pools
  readonly limitMs: number
  readonly now: () => number
  readonly report: (what: string) => (error: unknown) => void
}

/** Opens the key store with its master key, and gives the vault to the pools. */
export async function composeVault(deps: VaultDeps): Promise<Vault> {
  const { encryption, eventDatabase, keyDatabase, pools, limitMs, now, report } = deps
  if (encryption === null) throw new Error('expected a key store and a master key')
  const masterKey = await loadMasterKey(encryption.masterKey)
  const store = await openKeyStore(encryption.keyStore, {
    ...{ eventDatabase, keyDatabase, limitMs, now },
    onFailure: report('waiting for the key store'),
  })
  const onFailure = report('reading the changes of keys failed')
  const onDamaged = report('a stored value could not be decrypted: it was changed or moved')
  const vault = await openVault({ store, masterKey, onFailure, onDamaged }).catch(async (error) => {
    await store.close()
    throw error
  })
  for (const pool of [pools.ingest, pools.dispatch]) giveVault(pool, vault)
  giveVault(pools.operations, vaultForReaders(vault))
  return vault
}
