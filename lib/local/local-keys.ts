import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { EncryptionConfig } from '../config/encryption.ts'
import { onceFile } from './authorization-server/kept-secrets.ts'

const KEY_BYTES = 32

/** Beside the local data: a copy of the whole data folder has both. */
export function keysFolder({ local }: Pick<Config, 'local'>): string {
  return join(local.dataDir, 'keys')
}

/** A key store and a master key in a folder. The master key is made once. */
export async function localKeys(folder: string): Promise<EncryptionConfig> {
  const file = join(folder, 'master.key')
  await onceFile(file, () => randomBytes(KEY_BYTES).toString('base64'))
  return { keyStore: { kind: 'folder', folder }, masterKey: { kind: 'file', file } }
}

/** The same as variables, for a service in a process of its own. */
export async function localKeyVariables(folder: string): Promise<Record<string, string>> {
  await localKeys(folder)
  return {
    KEY_STORE: 'folder',
    KEYS_DIR: folder,
    MASTER_KEY_FILE: join(folder, 'master.key'),
  }
}
