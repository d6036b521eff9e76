import { createSecretKey } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { keyIdsOf, seal, unseal } from '../../../lib/encryption/seal.ts'
import { newId } from '../../../lib/new-id.ts'

const aKey = (byte: number) => ({ id: newId(), key: createSecretKey(Buffer.alloc(32, byte)) })
const [first, second, third] = [aKey(1), aKey(2), aKey(3)]
const clear = Buffer.from('Sofía Müller')

describe('a sealed value', () => {
  it('opens with its key at its place, and differs each time', () => {
    const sealed = seal([first], 'message:1', clear)
    expect(keyIdsOf(sealed)).toEqual([first.id])
    expect(unseal([first.key], 'message:1', sealed)).toEqual(clear)
    expect(sealed.includes('Sof')).toBe(false)
    expect(seal([first], 'message:1', clear)).not.toEqual(sealed)
  })

  it('opens at no other place, with no other key, and not when it was changed', () => {
    const sealed = seal([first], 'message:1', clear)
    expect(() => unseal([first.key], 'message:2', sealed)).toThrow()
    expect(() => unseal([second.key], 'message:1', sealed)).toThrow()
    for (const at of [5, 25, sealed.length - 1]) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] as number) ^ 1
      expect(() => unseal([first.key], 'message:1', changed)).toThrow()
    }
  })

  it('opens after many others were sealed, and no two are the same', () => {
    const sealed = Array.from({ length: 1_000 }, () => seal([first], 'message:1', clear))
    for (const each of sealed) expect(unseal([first.key], 'message:1', each)).toEqual(clear)
    expect(new Set(sealed.map((each) => each.toString('hex'))).size).toBe(1_000)
  })

  it.each([0, 1, 4, 20, 40])('of %d bytes is refused', (length) => {
    const cut = seal([first], 'message:1', clear).subarray(0, length)
    expect(() => unseal([first.key], 'message:1', cut)).toThrow()
    expect(() => unseal([first.key], 'message:1', Buffer.alloc(length, 255))).toThrow()
  })

  it('of several keys opens with all of them only', () => {
    const sealed = seal([third, first, second], 'message:1', clear)
    expect(keyIdsOf(sealed)).toEqual([first.id, second.id, third.id])
    const keys = [first.key, second.key, third.key]
    expect(unseal(keys, 'message:1', sealed)).toEqual(clear)
    for (const key of keys) {
      const others = keys.filter((each) => each !== key)
      expect(() => unseal(others, 'message:1', sealed)).toThrow()
      expect(() => unseal([key], 'message:1', sealed)).toThrow()
    }
  })
})
