import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { openFolderKeyStore } from '../../../lib/encryption/folder-key-store.ts'
import { createKeyCache, type KeyCache } from '../../../lib/encryption/key-cache.ts'
import type { KeyStore } from '../../../lib/encryption/key-store.ts'
import { readMasterKey } from '../../../lib/encryption/master-key.ts'
import { newId } from '../../../lib/new-id.ts'

const masterKey = readMasterKey('11'.repeat(32))
const aKey = () => ({ id: newId(), key: Buffer.alloc(32, 9) })
const stored = (keys: readonly ReturnType<typeof aKey>[]) =>
  keys.map(({ id, key }) => ({ id, wrapped: masterKey.wrap(id, key) }))

describe('a key cache', () => {
  const caches: KeyCache[] = []
  afterEach(() => {
    for (const cache of caches.splice(0)) cache.close()
  })
  async function cacheOf(store: KeyStore, maxKeys?: number): Promise<KeyCache> {
    const options = { store, masterKey, onFailure: () => undefined }
    const cache = await createKeyCache({
      ...options,
      ...(maxKeys === undefined ? {} : { maxKeys }),
    })
    caches.push(cache)
    return cache
  }

  it('reads each key once, all missing ones in one call', async () => {
    const store = openFolderKeyStore(null)
    const keys = [aKey(), aKey(), aKey()]
    await store.add(stored(keys))
    const find = jest.spyOn(store, 'find')
    const other = await cacheOf(store)
    const ids = keys.map(({ id }) => id)
    await other.load(ids.slice(0, 1))
    const loaded = await other.load([...ids, ...ids])
    expect(find.mock.calls).toEqual([[ids.slice(0, 1)], [ids.slice(1)]])
    for (const { id, key } of keys) expect(loaded.get(id)?.key?.export()).toEqual(key)
  })

  it('stays within its bound', async () => {
    const cache = await cacheOf(openFolderKeyStore(null), 100)
    cache.put(Array.from({ length: 1_000 }, aKey))
    expect(cache.size()).toBe(100)
  })

  it('drops a key that another instance destroyed, by the poll', async () => {
    const store = openFolderKeyStore(null)
    const [ours, theirs] = [await cacheOf(store), await cacheOf(store)]
    const [kept, gone] = [aKey(), aKey()]
    await store.add(stored([kept, gone]))
    ours.put([kept, gone])
    await theirs.load([gone.id])
    await store.destroy(gone.id)
    await Promise.all([ours.poll(), theirs.poll()])
    expect([ours.get(gone.id), theirs.get(gone.id)]).toEqual([undefined, undefined])
    expect(ours.get(kept.id)?.state).toBe('living')
    expect((await ours.load([gone.id])).get(gone.id)).toMatchObject({
      state: 'destroyed',
      key: null,
    })
  })

  it('does not keep a key that is destroyed while it is looked up', async () => {
    const store = openFolderKeyStore(null)
    const key = aKey()
    await store.add(stored([key]))
    const read = await store.find([key.id])
    const answer = Promise.withResolvers<typeof read>()
    const slow = await cacheOf({ ...store, find: () => answer.promise })
    const loading = slow.load([key.id])
    await store.destroy(key.id)
    await slow.poll()
    answer.resolve(read)
    await loading
    expect(slow.get(key.id)).toBeUndefined()
  })

  it('drops all keys if it was frozen for longer than changes are kept', async () => {
    const store = openFolderKeyStore(null)
    const [kept, gone] = [aKey(), aKey()]
    await store.add(stored([kept, gone]))
    const answer = Promise.withResolvers<void>()
    const frozen = await cacheOf({
      ...store,
      changesAfter: (...given) => answer.promise.then(() => store.changesAfter(...given)),
      find: async (ids) => {
        const read = await store.find(ids)
        await answer.promise
        return read
      },
    })
    frozen.put([gone])
    const loading = frozen.load([kept.id])
    await store.destroy(gone.id)
    await store.destroy(newId())
    while (await store.trimChanges(1));
    const polled = frozen.poll()
    answer.resolve()
    await Promise.all([polled, loading])
    expect(frozen.get(gone.id)).toBeUndefined()
    expect((await frozen.load([gone.id, kept.id])).get(gone.id)?.key).toBeNull()
    await store.destroy(kept.id)
    await frozen.poll()
    expect(frozen.get(kept.id)).toBeUndefined()
  })

  it('goes on with its keys while the store is away, and reports a missing one', async () => {
    const store = openFolderKeyStore(null)
    const key = aKey()
    const cache = await cacheOf(store)
    cache.put([key])
    await store.close()
    expect((await cache.load([key.id])).get(key.id)?.state).toBe('living')
    await expect(cache.load([newId()])).rejects.toMatchObject({ code: 'key_store_away' })
    expect(cache.isAway()).toBe(false)
    await expect(cache.poll()).rejects.toMatchObject({ code: 'key_store_away' })
    expect(cache.isAway()).toBe(true)
  })
})
