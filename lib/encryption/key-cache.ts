import { createSecretKey, type KeyObject } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { followKeyChanges } from './key-changes.ts'
import type { KeyState, KeyStore } from './key-store.ts'
import type { MasterKey } from './master-key.ts'
import type { NewKey } from './spare-keys.ts'

export interface CachedKey {
  readonly id: string
  readonly state: KeyState
  /** null = destroyed, or unknown to the store */
  readonly key: KeyObject | null
}

export interface KeyCacheOptions {
  readonly store: KeyStore
  readonly masterKey: MasterKey
  /** called for each failed poll */
  readonly onFailure: (error: unknown) => void
  /** called after other instances have changed the state of keys */
  readonly onDropped?: () => void
  /** default: 50,000, a few hundred bytes each */
  readonly maxKeys?: number
}

/** Unwrapped keys of this process. */
export interface KeyCache {
  /** undefined = not cached; load it */
  get(id: string): CachedKey | undefined
  /**
   * Reads keys that are not cached, all of them in one call.
   * @throws ReceiverError key_store_away
   */
  load(ids: Iterable<string>): Promise<ReadonlyMap<string, CachedKey>>
  /** Caches new keys, which the store has. */
  put(keys: readonly NewKey[]): void
  /** The last poll failed. */
  isAway(): boolean
  /** Drops a key whose state this process has changed, before the poll does. */
  drop(id: string): void
  /** Drops the keys that other instances destroyed or blocked, or all if it has missed changes. */
  poll(): Promise<void>
  size(): number
  close(): void
}

const MAX_KEYS = 50_000
/** ids in one look-up */
const MAX_FIND = 1_000

export async function createKeyCache(options: KeyCacheOptions): Promise<KeyCache> {
  const { store, masterKey, onFailure, maxKeys = MAX_KEYS } = options
  const cached = new LRUCache<string, CachedKey>({ max: maxKeys })
  /** Look-ups under way: a change meanwhile makes their result old. */
  const lookUps = new Set<Set<string>>()
  function drop(id: string): void {
    cached.delete(id)
    for (const changed of lookUps) changed.add(id)
  }
  function dropAll(): void {
    cached.clear()
    lookUps.clear()
  }

  const changes = await followKeyChanges({
    store,
    onFailure,
    onChanged(ids) {
      if (ids === null) dropAll()
      else for (const id of ids) drop(id)
      options.onDropped?.()
    },
  })

  async function find(ids: readonly string[], into: Map<string, CachedKey>): Promise<void> {
    const changed = new Set<string>()
    lookUps.add(changed)
    try {
      const found = new Map((await store.find(ids)).map((row) => [row.id, row]))
      for (const id of ids) {
        const { state, wrapped } = found.get(id) ?? { state: 'destroyed' as const, wrapped: null }
        const key = wrapped === null ? null : createSecretKey(masterKey.unwrap(id, wrapped))
        const entry = { id, state, key }
        into.set(id, entry)
        const isNow = lookUps.has(changed) && !changed.has(id)
        if (found.has(id) && isNow) cached.set(id, entry)
      }
    } finally {
      lookUps.delete(changed)
    }
  }

  return {
    get: (id) => cached.get(id),
    async load(ids) {
      const keys = new Map<string, CachedKey>()
      const missing: string[] = []
      for (const id of new Set(ids)) {
        const known = cached.get(id)
        if (known === undefined) missing.push(id)
        else keys.set(id, known)
      }
      for (let start = 0; start < missing.length; start += MAX_FIND) {
        await find(missing.slice(start, start + MAX_FIND), keys)
      }
      return keys
    },
    put(keys) {
      for (const { id, key } of keys) {
        cached.set(id, { id, state: 'living', key: createSecretKey(key) })
      }
    },
    drop,
    isAway: changes.isAway,
    poll: changes.poll,
    size: () => cached.size,
    close: changes.close,
  }
}
