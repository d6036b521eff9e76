import { openFolderKeyStore } from '../../encryption/folder-key-store.ts'
import type { KeyStore } from '../../encryption/key-store.ts'
import { createPool, type DatabaseConnection } from '../db/database.ts'
import { type WaitOptions, withDatabase } from '../db/wait-for-database.ts'
import { prepareKeySchema } from './key-schema.ts'
import { postgresqlKeyStore } from './postgresql-key-store.ts'

/** Where the keys of persons are. */
export type KeyStorePlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'postgresql'; readonly database: DatabaseConnection }
  /** the weaker mode: a restored backup of the events brings the keys back */
  | { readonly kind: 'event-database' }

export interface OpenKeyStoreOptions extends WaitOptions {
  /** the event database with its current login */
  readonly eventDatabase: () => DatabaseConnection
  /** the database of the keys with its current login; default: as configured */
  readonly keyDatabase?: (() => DatabaseConnection) | undefined
}

/** Look-ups come in batches; the poll needs a connection while one is under way. */
const CONNECTIONS = 3

/**
 * Opens the key store, and creates its tables.
 * @throws ReceiverError key_store_away, database_unavailable or database_rights
 */
export async function openKeyStore(
  place: KeyStorePlace,
  options: OpenKeyStoreOptions,
): Promise<KeyStore> {
  if (place.kind === 'folder') return openFolderKeyStore(place.folder)
  const isOutside = place.kind === 'postgresql'
  const database = isOutside
    ? (options.keyDatabase ?? (() => place.database))
    : options.eventDatabase
  const pool = createPool(database, {
    name: 'sf-event-receiver keys',
    max: CONNECTIONS,
    pipeline: true,
    onError: options.onFailure,
  })
  try {
    await withDatabase(pool, options, () => prepareKeySchema(pool))
  } catch (error) {
    await pool.end()
    throw error
  }
  return postgresqlKeyStore(pool, isOutside ? 'outside' : 'event-database')
}
