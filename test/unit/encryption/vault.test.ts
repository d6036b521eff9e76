import { describe, expect, it, jest } from '@jest/globals'
import { openFolderKeyStore } from '../../../lib/encryption/folder-key-store.ts'
import { readMasterKey } from '../../../lib/encryption/master-key.ts'
import { INSTALLATION_KEY, openVault } from '../../../lib/encryption/vault.ts'

const masterKey = readMasterKey('11'.repeat(32))
const onFailure = () => undefined

describe('a vault', () => {
  it('has the same installation key in each instance', async () => {
    const store = openFolderKeyStore(null)
    const [first, second] = await Promise.all(
      [1, 2].map(() => openVault({ store, masterKey, onFailure })),
    )
    expect(first?.check).toEqual(second?.check)
    expect(first?.digest('subject', '4711')).toEqual(second?.digest('subject', '4711'))
    expect(first?.searchHashes('anna')).toEqual(second?.searchHashes('anna'))
    first?.keys.close()
    await second?.close()
  })

  it('has other hashes with another installation key, and for each use', async () => {
    const [first, second] = await Promise.all(
      [1, 2].map(() => openVault({ store: openFolderKeyStore(null), masterKey, onFailure })),
    )
    const hashes = [first, second].flatMap((vault) => [
      vault?.digest('subject', '4711'),
      vault?.digest('identity', '4711'),
      vault?.searchHashes('4711')[0],
    ])
    expect(new Set(hashes).size).toBe(6)
    await Promise.all([first?.close(), second?.close()])
  })

  it('hashes a value the same after many others, and after a key has changed', async () => {
    const store = openFolderKeyStore(null)
    const vault = await openVault({ store, masterKey, onFailure })
    const value = 'E100123 Assembly'
    const before = vault.searchHashes(value)
    for (let id = 0; id < 20_000; id += 1) vault.searchHashes(`E${id}`)
    expect(vault.searchHashes(value)).toEqual(before)
    await store.destroy((await vault.newKeys(1))[0] as string)
    await vault.keys.poll()
    expect(vault.searchHashes(value)).toEqual(before)
    expect(vault.searchHashes('assembly e100123')).toEqual(before.toReversed())
    await vault.close()
  })

  it('opens what it sealed; a destroyed key gives null, no error', async () => {
    const store = openFolderKeyStore(null)
    const vault = await openVault({ store, masterKey, onFailure })
    const made = await vault.newKeys(2)
    const keys = await vault.keys.load(made)
    const [first, second] = made.map((id) => ({ id, key: keys.get(id)?.key as never }))
    if (first === undefined || second === undefined) throw new Error('expected two keys')
    const sealed = [[vault.installation], [first], [second], [first, second]].map((by, index) => ({
      place: `row:${index}`,
      ...vault.seal(by, `row:${index}`, Buffer.from(`value ${index}`)),
    }))
    expect(sealed.map(({ keyId }) => keyId)).toEqual([
      INSTALLATION_KEY,
      first.id,
      second.id,
      INSTALLATION_KEY,
    ])
    expect((await vault.open(sealed)).map(String)).toEqual([0, 1, 2, 3].map((n) => `value ${n}`))
    await store.destroy(first.id)
    vault.keys.drop(first.id)
    expect((await vault.open(sealed)).map((value) => value?.toString() ?? null)).toEqual([
      'value 0',
      null,
      'value 2',
      null,
    ])
    await vault.close()
  })

  it('opens the others beside a value that was changed, moved or cut, and reports it', async () => {
    const damaged: unknown[] = []
    const store = openFolderKeyStore(null)
    const onDamaged = (error: unknown) => damaged.push(error)
    const vault = await openVault({ store, masterKey, onFailure, onDamaged })
    const { bytes } = vault.seal([vault.installation], 'row:1', Buffer.from('value'))
    const changed = Buffer.from(bytes)
    changed[bytes.length - 1] = (changed.at(-1) as number) ^ 1
    const opened = await vault.open([
      { place: 'row:1', bytes },
      { place: 'row:1', bytes: changed },
      { place: 'row:2', bytes },
      { place: 'row:1', bytes: bytes.subarray(0, 10) },
      { place: 'row:1', bytes: Buffer.from('clear text') },
    ])
    expect(opened.map(String)).toEqual(['value', '', '', '', ''])
    expect(damaged).toHaveLength(4)
    await vault.close()
  })

  it('makes new keys in batches that grow, each key durable before it is used', async () => {
    const store = openFolderKeyStore(null)
    const vault = await openVault({ store, masterKey, onFailure })
    const add = jest.spyOn(store, 'add')
    const used = new Set<string>()
    for (let count = 0; count < 1_000; count += 1) {
      for (const id of await vault.newKeys(1)) {
        expect(await store.find([id])).toHaveLength(1)
        used.add(id)
      }
    }
    expect(used.size).toBe(1_000)
    expect(add.mock.calls.length).toBeLessThan(12)
    await vault.close()
    await expect(vault.keys.poll()).rejects.toMatchObject({ code: 'key_store_away' })
    await expect(vault.newKeys(1)).rejects.toMatchObject({ code: 'key_store_away' })
  })

  it('does not open with a store that has lost the installation key', async () => {
    const store = openFolderKeyStore(null)
    await store.destroy(INSTALLATION_KEY)
    await expect(openVault({ store, masterKey, onFailure })).rejects.toMatchObject({
      code: 'key_store_wrong',
    })
    await store.close()
  })
})
