import { readFile } from 'node:fs/promises'
import { ReceiverError } from '../errors.ts'
import { readCredential, type StoredCredential } from './credential-store.ts'
import { type MasterKey, readMasterKey } from './master-key.ts'

/** Where the master key is. */
export type MasterKeyPlace =
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'credential-store'; readonly credential: StoredCredential }

/** @throws ReceiverError config_invalid or master_key_away */
export async function loadMasterKey(place: MasterKeyPlace): Promise<MasterKey> {
  return readMasterKey(
    place.kind === 'file' ? await readKeyFile(place.file) : await readCredential(place.credential),
  )
}

function readKeyFile(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ReceiverError(
      'master_key_away',
      `expected MASTER_KEY_FILE to be readable, it is not (${cause.code}): mount the secret, or create the file with "openssl rand -base64 32"`,
      { cause },
    )
  })
}
