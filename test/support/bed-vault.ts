import { openFolderKeyStore } from '../../lib/encryption/folder-key-store.ts'
import type { KeyStore } from '../../lib/encryption/key-store.ts'
import { loadMasterKey } from '../../lib/encryption/load-master-key.ts'
import { openVault, type Vault } from '../../lib/encryption/vault.ts'
import type { TestBed } from './test-service.ts'

/** @param onCall called before each call of the key store, with the method's name; a throw is a crash there */
export async function openBedVault(
  { keys }: Pick<TestBed, 'keys'>,
  onCall: (method: string) => void = () => undefined,
): Promise<Vault> {
  const { KEYS_DIR = '', MASTER_KEY_FILE = '' } = keys
  return openVault({
    store: hooked(openFolderKeyStore(KEYS_DIR), onCall),
    masterKey: await loadMasterKey({ kind: 'file', file: MASTER_KEY_FILE }),
    onFailure: () => undefined,
  })
}

function hooked(store: KeyStore, onCall: (method: string) => void): KeyStore {
  return new Proxy(store, {
    get(target, name: keyof KeyStore) {
      const member = target[name]
      if (typeof member !== 'function') return member
      return async (...args: never[]) => {
        onCall(name)
        return (member as (...given: never[]) => unknown).apply(target, args)
      }
    },
  })
}
