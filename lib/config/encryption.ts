import path from 'node:path'
import type { MasterKeyPlace } from '../encryption/load-master-key.ts'
import type { KeyStorePlace } from '../store/keys/open-key-store.ts'
import { placeOf } from './bindings/binding.ts'
import { type ReadContext, readDatabaseAddress } from './database.ts'
import type { Environment } from './environment-schema.ts'
import { databaseOf, isPostgresql } from './postgresql-binding.ts'

/** Where the keys of persons are, and the key that wraps them. */
export interface EncryptionConfig {
  readonly keyStore: KeyStorePlace
  readonly masterKey: MasterKeyPlace
}

export interface ReadEncryption {
  /** null = none, or a mistake */
  readonly encryption: EncryptionConfig | null
  readonly mistakes: readonly string[]
}

type Given = Partial<Environment>

type Read<Value> = { readonly value: Value } | { readonly mistakes: readonly string[] }

/** Reads the key store and the master key. Both or none: without them a local folder takes their place. */
export function readEncryption(given: Given | null, context: ReadContext): ReadEncryption {
  if (given === null) return { encryption: null, mistakes: [] }
  const { KEY_STORE, MASTER_KEY_FILE, MASTER_KEY_CREDENTIAL } = given
  const isGiven = [KEY_STORE, MASTER_KEY_FILE, MASTER_KEY_CREDENTIAL].some(
    (one) => one !== undefined,
  )
  if (!isGiven && !context.production) return { encryption: null, mistakes: [] }
  const keyStore = readKeyStore(given, context)
  const masterKey = readMasterKeyPlace(given, context)
  const mistakes = [keyStore, masterKey].flatMap((read) =>
    'mistakes' in read ? read.mistakes : [],
  )
  if ('value' in keyStore && 'value' in masterKey) {
    return { encryption: { keyStore: keyStore.value, masterKey: masterKey.value }, mistakes }
  }
  return { encryption: null, mistakes }
}

function readKeyStore(given: Given, context: ReadContext): Read<KeyStorePlace> {
  switch (given.KEY_STORE) {
    case undefined:
      return wrong(
        'no key store: set KEY_STORE to postgresql, folder or event-database; see docs/data-protection.md',
      )
    case 'folder':
      return folderOf(given, context)
    case 'postgresql':
      return keyDatabaseOf(given, context)
    case 'event-database':
      return { value: { kind: 'event-database' } }
  }
}

/** A copy of the data must not contain the keys. */
function folderOf(
  { KEYS_DIR, DATA_DIR = '' }: Given,
  { production }: ReadContext,
): Read<KeyStorePlace> {
  if (KEYS_DIR === undefined) return wrong('KEYS_DIR: expected a folder for KEY_STORE=folder')
  const folder = path.resolve(KEYS_DIR)
  const inside = path.relative(path.resolve(DATA_DIR), folder)
  const isInside = inside === '' || !(inside.startsWith('..') || path.isAbsolute(inside))
  if (isInside && production) return wrong('KEYS_DIR: expected a folder outside of DATA_DIR')
  return { value: { kind: 'folder', folder } }
}

function keyDatabaseOf(given: Given, context: ReadContext): Read<KeyStorePlace> {
  const { KEYS_DATABASE_URL, KEYS_DATABASE_BINDING, DATABASE_TLS_HOST_NAME } = given
  if (KEYS_DATABASE_BINDING === undefined) {
    if (KEYS_DATABASE_URL === undefined) {
      return wrong(
        'KEY_STORE=postgresql: expected KEYS_DATABASE_BINDING, the name of a bound PostgreSQL instance, or KEYS_DATABASE_URL',
      )
    }
    const { variables, production } = context
    const read = readDatabaseAddress('KEYS_DATABASE_URL', KEYS_DATABASE_URL, variables, production)
    if (read.database === null || read.mistakes.length > 0) return { mistakes: read.mistakes }
    return { value: { kind: 'postgresql', database: read.database } }
  }
  const binding = context.bindings
    .filter(isPostgresql)
    .find(({ name }) => name === KEYS_DATABASE_BINDING)
  if (binding === undefined) {
    return wrong(
      `KEYS_DATABASE_BINDING: expected the name of a bound PostgreSQL instance, found none named "${KEYS_DATABASE_BINDING}"`,
    )
  }
  const database = databaseOf(binding, DATABASE_TLS_HOST_NAME)
  return typeof database === 'string'
    ? wrong(database)
    : { value: { kind: 'postgresql', database } }
}

function readMasterKeyPlace(
  { MASTER_KEY_FILE, MASTER_KEY_CREDENTIAL }: Given,
  { bindings }: ReadContext,
): Read<MasterKeyPlace> {
  if (MASTER_KEY_FILE !== undefined) {
    return { value: { kind: 'file', file: path.resolve(MASTER_KEY_FILE) } }
  }
  if (MASTER_KEY_CREDENTIAL === undefined) {
    return wrong(
      'no master key: set MASTER_KEY_FILE, or bind a credstore service instance and set MASTER_KEY_CREDENTIAL',
    )
  }
  const binding = bindings.find(({ label }) => label === 'credstore')
  if (binding === undefined) {
    return wrong('MASTER_KEY_CREDENTIAL: expected a bound credstore service instance, found none')
  }
  const [namespace = '', name = ''] = MASTER_KEY_CREDENTIAL.split('/')
  const { url, username, password, encryption } = binding.credentials
  const { client_private_key: clientPrivateKey, server_public_key: serverPublicKey } =
    (encryption ?? {}) as Record<string, unknown>
  const credential = { url, username, password, clientPrivateKey, serverPublicKey }
  if (!isTexts(credential)) {
    return wrong(
      `${placeOf(binding)}: expected credentials.url, username, password and encryption with its keys: create the binding with {"authentication":{"type":"basic"},"encryption":{"payload":"enabled"}}`,
    )
  }
  return { value: { kind: 'credential-store', credential: { ...credential, namespace, name } } }
}

function isTexts<Key extends string>(given: Record<Key, unknown>): given is Record<Key, string> {
  return Object.values(given).every((value) => typeof value === 'string' && value !== '')
}

function wrong(mistake: string): { readonly mistakes: readonly string[] } {
  return { mistakes: [mistake] }
}
