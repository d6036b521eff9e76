import { describe, expect, it } from '@jest/globals'
import { readMasterKey } from '../../../lib/encryption/master-key.ts'
import { newId } from '../../../lib/new-id.ts'

const hex = (byte: string) => byte.repeat(32)
const key = Buffer.alloc(32, 7)
const id = newId()

describe('a master key', () => {
  it('unwraps what it wrapped, for the same id only', () => {
    const master = readMasterKey(Buffer.alloc(32, 1).toString('base64'))
    const wrapped = master.wrap(id, key)
    expect(master.unwrap(id, wrapped)).toEqual(key)
    expect(() => master.unwrap(newId(), wrapped)).toThrow()
  })

  it('that was replaced still unwraps', () => {
    const wrapped = readMasterKey(hex('ab')).wrap(id, key)
    const both = readMasterKey(`${hex('cd')}\n${hex('AB')}\n`)
    expect(both.isCurrent(wrapped)).toBe(false)
    expect(both.unwrap(id, wrapped)).toEqual(key)
    expect(both.isCurrent(both.wrap(id, key))).toBe(true)
    expect(() => readMasterKey(hex('cd')).unwrap(id, wrapped)).toThrow(
      expect.objectContaining({ code: 'master_key_unknown' }),
    )
  })

  it.each(['', ' \n ', 'short', hex('a'), `${hex('ab')} no`, 'A'.repeat(42)])(
    'is not read from %j',
    (text) => {
      expect(() => readMasterKey(text)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
    },
  )
})
