import { readFile } from 'node:fs/promises'
import { openFolderKeyStore } from '../../lib/encryption/folder-key-store.ts'
import { readMasterKey } from '../../lib/encryption/master-key.ts'
import { openVault, type Vault } from '../../lib/encryption/vault.ts'

/** Opens the key store of a test bed's instances. */
export async function openTestVault(keys: Readonly<Record<string, string>>): Promise<Vault> {
  const { KEYS_DIR = '', MASTER_KEY_FILE = '' } = keys
  return openVault({
    store: openFolderKeyStore(KEYS_DIR),
    masterKey: readMasterKey(await readFile(MASTER_KEY_FILE, 'utf8')),
    onFailure: () => undefined,
  })
}

/** A vault in memory, for a database without instances. */
export function memoryVault(): Promise<Vault> {
  return openVault({
    store: openFolderKeyStore(null),
    masterKey: readMasterKey('11'.repeat(32)),
    onFailure: () => undefined,
  })
}
