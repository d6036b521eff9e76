import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { localKeyVariables } from '../../../lib/local/local-keys.ts'
import type { KeyStorePlace } from '../../../lib/store/keys/open-key-store.ts'
import { createDatabase } from '../stage/database.ts'
import type { Stage } from '../stage/open-stage.ts'

export const KEY_STORES = ['folder', 'postgresql'] as const
export type KeyStoreKind = (typeof KEY_STORES)[number]

/** An empty key store of the bench. */
export interface KeyPlace {
  readonly place: KeyStorePlace
  readonly masterKeyFile: string
  /** for a service that uses it */
  readonly environment: Readonly<Record<string, string>>
  sizeMb(): Promise<number>
  remove(): Promise<void>
}

export async function createKeyPlace(
  stage: Stage,
  kind: KeyStoreKind,
  name: string,
): Promise<KeyPlace> {
  const folder = path.join(stage.folder, name)
  const variables = await localKeyVariables(folder)
  const masterKeyFile = variables.MASTER_KEY_FILE as string
  if (kind === 'folder') {
    return {
      place: { kind, folder },
      masterKeyFile,
      environment: variables,
      sizeMb: () => folderMb(folder),
      remove: async () => undefined,
    }
  }
  const database = await createDatabase(stage, name)
  return {
    place: { kind, database: { kind: 'url', url: database.url, ca: null } },
    masterKeyFile,
    environment: {
      ...{ KEY_STORE: kind, KEYS_DATABASE_URL: database.url, MASTER_KEY_FILE: masterKeyFile },
    },
    async sizeMb() {
      const sql = 'select pg_database_size(current_database())::float8 as bytes'
      return (await database.row<{ bytes: number }>(sql)).bytes / 1_024 / 1_024
    },
    remove: () => database.drop(),
  }
}

async function folderMb(folder: string): Promise<number> {
  let bytes = 0
  for (const file of await readdir(folder)) bytes += (await stat(path.join(folder, file))).size
  return bytes / 1_024 / 1_024
}
