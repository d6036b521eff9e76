import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { openFolderKeyStore } from '../../../lib/encryption/folder-key-store.ts'
import { newId } from '../../../lib/new-id.ts'
import { describeKeyStore } from '../../support/key-store-contract.ts'

const parent = mkdtempSync(path.join(tmpdir(), 'sf-event-receiver-keys-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

describeKeyStore('a key store in a folder', async () =>
  openFolderKeyStore(path.join(parent, 'keys')),
)
describeKeyStore('a key store in memory', async () => openFolderKeyStore(null))

describe('the files of a key store', () => {
  const folder = path.join(parent, 'files')
  const files = () => readdirSync(folder).map((name) => path.join(folder, name))
  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)

  it('belong to their owner alone', async () => {
    const store = openFolderKeyStore(folder)
    await store.add([{ id: newId(), wrapped: Buffer.from('key') }])
    expect(mode(folder)).toBe('700')
    expect(files().map(mode)).toEqual(files().map(() => '600'))
    await store.close()
  })

  it('contain no byte of a destroyed key, and the state survives a restart', async () => {
    const id = newId()
    const store = openFolderKeyStore(folder)
    await store.add([{ id, wrapped: Buffer.from('a key to destroy') }])
    const contain = () => files().some((file) => readFileSync(file).includes('a key to destroy'))
    expect(contain()).toBe(true)
    await store.destroy(id)
    expect(contain()).toBe(false)
    const second = openFolderKeyStore(folder)
    expect(await second.find([id])).toEqual([{ id, state: 'destroyed', wrapped: null }])
    await second.close()
    await store.close()
  })

  it('report an unusable folder as a key store that is away', () => {
    expect(() => openFolderKeyStore('/dev/null/keys')).toThrow(
      expect.objectContaining({ code: 'key_store_away' }),
    )
  })
})
