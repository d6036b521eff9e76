import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { ReceiverError } from '../errors.ts'
import { KEY_BYTES } from './key-bytes.ts'
import { createKeyCache, type KeyCache } from './key-cache.ts'
import type { KeyStore } from './key-store.ts'
import type { MasterKey } from './master-key.ts'
import { keyIdsOf, type SealingKey, seal, unseal } from './seal.ts'
import { createSearchHash } from './search-hash.ts'
import { createSpareKeys } from './spare-keys.ts'

/** The id of the key for data that describes no person, the same in every installation. */
export const INSTALLATION_KEY = '00000000-0000-7000-8000-000000000001'

/** Uses of keyed hashes. The same text has another hash in each. */
export type DigestUse = 'subject' | 'identity' | 'record' | 'cause' | 'ledger'

/** A value as it is stored. */
export interface Sealed {
  /** names the row's key; with several keys, that of the installation */
  readonly keyId: string
  readonly bytes: Buffer
}

/** Seals and opens the values of the event database. */
export interface Vault {
  readonly store: KeyStore
  readonly keys: KeyCache
  /** Keyed hash of a text, as hex: without the installation's key it confirms no guess. */
  digest(use: DigestUse, text: string): string
  /** Keyed hashes of the words of a value, 64 bits each. */
  searchHashes(value: string): readonly string[]
  /** Proves that two processes have the same installation key. */
  readonly check: Buffer
  /**
   * New keys, durable in the store and cached.
   * @returns their ids; throws ReceiverError key_store_away
   */
  newKeys(count: number): Promise<string[]>
  /**
   * Encrypts by keys that are cached, or given.
   * @param place table and row
   */
  seal(keys: readonly SealingKey[], place: string, clear: Uint8Array): Sealed
  /** The installation's own key. */
  readonly installation: SealingKey
  /**
   * Decrypts values, with one look-up for all keys.
   * @returns in the order given; null = a key was destroyed; empty = the value was changed or moved
   * @throws ReceiverError key_store_away
   */
  open(values: readonly SealedPlace[]): Promise<(Buffer | null)[]>
  close(): Promise<void>
}

export interface SealedPlace {
  readonly place: string
  readonly bytes: Buffer
}

export interface VaultOptions {
  readonly store: KeyStore
  readonly masterKey: MasterKey
  readonly onFailure: (error: unknown) => void
  /** called for each value that was changed or moved; default: `onFailure` */
  readonly onDamaged?: (error: unknown) => void
}

/**
 * Opens the vault with its installation key, and makes this key at the first start.
 * @throws ReceiverError key_store_away or master_key_unknown
 */
export async function openVault(options: VaultOptions): Promise<Vault> {
  const { store, masterKey } = options
  const installation = await installationKey(store, masterKey)
  const search = createSearchHash(derived(installation.key, 'search'))
  const keys = await createKeyCache({ ...options, onDropped: search.forget })
  const takeSpare = createSpareKeys({ store, masterKey, isAway: keys.isAway })
  const digestKeys = new Map<DigestUse, KeyObject>()
  const digestKey = (use: DigestUse) => {
    const known = digestKeys.get(use) ?? createSecretKey(derived(installation.key, use))
    digestKeys.set(use, known)
    return known
  }
  return {
    store,
    keys,
    installation,
    check: derived(installation.key, 'check').subarray(0, 16),
    digest: (use, text) => createHmac('sha256', digestKey(use)).update(text).digest('hex'),
    searchHashes: search.of,
    async newKeys(count) {
      const taken = await takeSpare(count)
      keys.put(taken)
      return taken.map(({ id }) => id)
    },
    seal: (by, place, clear) => ({ keyId: nameOf(by), bytes: seal(by, place, clear) }),
    open: (values) => openAll(values, keys, installation, options.onDamaged ?? options.onFailure),
    async close() {
      keys.close()
      await store.close()
    },
  }
}

function nameOf(by: readonly SealingKey[]): string {
  return by.length === 1 ? (by[0] as SealingKey).id : INSTALLATION_KEY
}

async function installationKey(store: KeyStore, masterKey: MasterKey): Promise<SealingKey> {
  const id = INSTALLATION_KEY
  if ((await store.find([id])).length === 0) {
    // Another instance may add its own meanwhile: the first one stays.
    await store.add([{ id, wrapped: masterKey.wrap(id, randomBytes(KEY_BYTES)) }])
  }
  const [found] = await store.find([id])
  if (found?.wrapped == null) {
    throw new ReceiverError(
      'key_store_wrong',
      'expected the key store to hold the key of the installation, it does not: restore the key store',
    )
  }
  return { id, key: createSecretKey(masterKey.unwrap(id, found.wrapped)) }
}

function derived(key: KeyObject, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `sf-event-receiver ${use}`, KEY_BYTES))
}

/** One damaged value must not hide the others. */
const DAMAGED = Buffer.alloc(0)

async function openAll(
  values: readonly SealedPlace[],
  keys: KeyCache,
  installation: SealingKey,
  onDamaged: (error: unknown) => void,
): Promise<(Buffer | null)[]> {
  const ids = values.map(({ bytes }) => keyIdsOf(bytes))
  const wanted = ids.flat().filter((id) => id !== INSTALLATION_KEY)
  const loaded = wanted.length === 0 ? new Map() : await keys.load(wanted)
  const keyOf = (id: string): KeyObject | null =>
    id === INSTALLATION_KEY ? installation.key : (loaded.get(id)?.key ?? null)
  return values.map(({ place, bytes }, index) => {
    const found = (ids[index] as string[]).map(keyOf)
    const usable = found.filter((key) => key !== null)
    if (usable.length < found.length) return null
    try {
      return unseal(usable, place, bytes)
    } catch (error) {
      onDamaged(error)
      return DAMAGED
    }
  })
}
