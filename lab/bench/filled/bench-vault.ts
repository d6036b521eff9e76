import path from 'node:path'
import { loadMasterKey } from '../../../lib/encryption/load-master-key.ts'
import { openVault, type Vault } from '../../../lib/encryption/vault.ts'
import { localKeys } from '../../../lib/local/local-keys.ts'
import { openKeyStore } from '../../../lib/store/keys/open-key-store.ts'
import type { Stage } from '../stage/open-stage.ts'

/** The folder of the key store that the services of a stage use. */
export function keysFolderOf({ folder }: Pick<Stage, 'folder'>): string {
  return path.join(folder, 'keys')
}

/** Runs work with the keys of the stage's services: a filling seals and hashes as they do. */
export async function withVault<Result>(
  stage: Pick<Stage, 'folder'>,
  work: (vault: Vault) => Promise<Result>,
): Promise<Result> {
  const { keyStore, masterKey } = await localKeys(keysFolderOf(stage))
  const onFailure = (error: unknown) => console.error(error)
  const store = await openKeyStore(keyStore, {
    eventDatabase: () => {
      throw new Error('expected the keys in a folder')
    },
    ...{ limitMs: 0, now: () => performance.now(), onFailure },
  })
  const vault = await openVault({ store, masterKey: await loadMasterKey(masterKey), onFailure })
  try {
    return await work(vault)
  } finally {
    await vault.close()
  }
}
