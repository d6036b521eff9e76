import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { createKeySet, type KeySet, type KeySetOptions } from '../../../lib/auth/keys/key-set.ts'
import { type VerificationKey, verificationKeys } from '../../../lib/auth/keys/verification-key.ts'
import { testKey, until } from '../../support/fake-issuer.ts'

let first: VerificationKey
let second: VerificationKey
beforeAll(async () => {
  const pair = [await testKey('first'), await testKey('second')]
  const keys = await verificationKeys({ keys: pair.map(({ jwk }) => jwk) }, ['RS256'])
  first = keys[0] as VerificationKey
  second = keys[1] as VerificationKey
})

let now: number
let fetches: number
let served: readonly VerificationKey[] | Error
let keySet: KeySet
let kept: { keys: readonly VerificationKey[]; ageMs: number } | null
let saved: (readonly VerificationKey[])[]
let told: (number | 'back')[]

beforeEach(() => {
  now = 1_000_000
  fetches = 0
  served = [first]
  kept = null
  saved = []
  told = []
})
afterEach(() => keySet.close())

async function source(): Promise<readonly VerificationKey[]> {
  fetches += 1
  if (served instanceof Error) throw served
  return served
}

function keySetWith(changes: Partial<KeySetOptions> = {}): KeySet {
  const options = {
    now: () => now,
    refreshMs: 60_000,
    hardAgeMs: 100_000,
    cooldownMs: 30_000,
    keyWaitMs: 50,
    maxWaiting: 3,
    maxDoubted: 3,
    firstRetryMs: 60_000,
    maxRetryMs: 60_000,
    ...changes,
  }
  keySet = createKeySet(source, options, {
    recall: async () => kept,
    keep: (keys) => void saved.push(keys),
    onFailure: (_error, inARow) => void told.push(inARow),
    onRecovery: () => void told.push('back'),
  })
  return keySet
}

const unavailable = expect.objectContaining({ code: 'jwks_unavailable' })

describe('key set', () => {
  it('fetches once for all who ask at the start', async () => {
    const set = keySetWith({ maxWaiting: 50, keyWaitMs: 5_000 })
    const answers = await Promise.all(Array.from({ length: 50 }, () => set.keys()))
    expect(fetches).toBe(1)
    expect(answers.every((keys) => keys[0] === first)).toBe(true)
    expect(set.holds(first.thumbprint)).toBe(true)
    expect(set.holds(second.thumbprint)).toBe(false)
  })

  it('refreshes in the background and lets a withdrawn key go', async () => {
    const set = keySetWith({ refreshMs: 10 })
    await set.keys()
    served = [second]
    await until(() => set.holds(second.thumbprint))
    expect(set.holds(first.thumbprint)).toBe(false)
  })

  it('keeps keys through an outage, up to the hard age', async () => {
    const set = keySetWith({ refreshMs: 5, firstRetryMs: 5, maxRetryMs: 5 })
    await set.keys()
    served = new Error('down')
    await until(() => fetches > 5)
    now += 99_000
    expect(await set.keys()).toEqual([first])
    expect(set.holds(first.thumbprint)).toBe(true)
    now += 2_000
    expect(set.holds(first.thumbprint)).toBe(false)
    await expect(set.keys()).rejects.toEqual(unavailable)
    served = [first]
    await until(() => set.holds(first.thumbprint))
  })

  it('drops its keys when the issuer has withdrawn all of them', async () => {
    const set = keySetWith({ refreshMs: 5, firstRetryMs: 5, maxRetryMs: 5 })
    await set.keys()
    served = []
    await until(() => !set.holds(first.thumbprint))
    await expect(set.keys()).rejects.toEqual(unavailable)
  })

  it('lets a call wait for the end of an outage', async () => {
    served = new Error('down')
    const set = keySetWith({ firstRetryMs: 5, maxRetryMs: 5, keyWaitMs: 5_000 })
    const waiting = set.keys()
    await until(() => fetches > 2)
    served = [first]
    expect(await waiting).toEqual([first])
  })

  it('gives up after its time, without an answer that blames the token', async () => {
    served = new Error('down')
    await expect(keySetWith().keys()).rejects.toEqual(unavailable)
  })

  it('bounds how many wait', async () => {
    served = new Error('down')
    const set = keySetWith({ keyWaitMs: 60_000 })
    const waiting = [set.keys(), set.keys(), set.keys()].map((one) => one.catch(() => 'ended'))
    await expect(set.keys()).rejects.toEqual(unavailable)
    set.close()
    expect(await Promise.all(waiting)).toEqual(['ended', 'ended', 'ended'])
  })

  it('backs off while fetches fail', async () => {
    served = new Error('down')
    const set = keySetWith({ firstRetryMs: 20, maxRetryMs: 60_000 })
    const begin = Date.now()
    set.start()
    await until(() => fetches === 4)
    // 20 + 40 + 80 ms lie between four attempts; timers may be a millisecond early
    expect(Date.now() - begin).toBeGreaterThanOrEqual(135)
  })

  it('spends one fetch per cooldown on tokens that no key verifies', async () => {
    const set = keySetWith({ maxDoubted: 0 })
    const tried = await set.keys()
    await Promise.all(Array.from({ length: 200 }, () => set.newerKeys(tried)))
    expect(fetches).toBe(2)
    const present = await set.keys()
    for (let index = 0; index < 200; index += 1) {
      expect(await set.newerKeys(present)).toBeNull()
    }
    expect(fetches).toBe(2)
    now += 30_000
    await set.newerKeys(present)
    expect(fetches).toBe(3)
  })

  it('finds a new key at once', async () => {
    const set = keySetWith()
    const tried = await set.keys()
    served = [first, second]
    expect(await set.newerKeys(tried)).toEqual([first, second])
  })

  it('gives newer keys that came meanwhile without a fetch', async () => {
    const set = keySetWith()
    const tried = await set.keys()
    served = [second]
    await set.newerKeys(tried)
    expect(await set.newerKeys(tried)).toEqual([second])
    expect(fetches).toBe(2)
  })

  it('lets a new key wait for the next fetch where a forged token has just cost one', async () => {
    const set = keySetWith({ cooldownMs: 100, keyWaitMs: 5_000 })
    const present = await set.keys()
    await set.newerKeys(present)
    served = [first, second]
    const rotated = await set.newerKeys(present)
    expect(rotated).toEqual([first, second])
    expect(fetches).toBe(3)
  })

  it('starts with the keys of an earlier process while the issuer is out', async () => {
    served = new Error('down')
    kept = { keys: [first], ageMs: 99_000 }
    const set = keySetWith({ keyWaitMs: 5_000 })
    expect(await set.keys()).toEqual([first])
    now += 2_000
    expect(set.holds(first.thumbprint)).toBe(false)
  })

  it('leaves kept keys that are too old', async () => {
    served = new Error('down')
    kept = { keys: [first], ageMs: 100_001 }
    await expect(keySetWith().keys()).rejects.toEqual(unavailable)
  })

  it('keeps what it was served, and tells of failures and of their end', async () => {
    served = new Error('down')
    const set = keySetWith({ firstRetryMs: 5, maxRetryMs: 5, keyWaitMs: 5_000 })
    const waiting = set.keys()
    await until(() => told.length > 1)
    served = [first]
    await waiting
    expect(saved).toEqual([[first]])
    expect(told.slice(0, 2)).toEqual([1, 2])
    expect(told.at(-1)).toBe('back')
  })

  it('does not tell forged from rotated while the issuer is out', async () => {
    const set = keySetWith()
    const tried = await set.keys()
    served = new Error('down')
    await expect(set.newerKeys(tried)).rejects.toEqual(unavailable)
    await expect(set.newerKeys(tried)).rejects.toEqual(unavailable)
    expect(fetches).toBe(2)
  })

  it('fetches nothing more after it was closed', async () => {
    jest.useFakeTimers()
    try {
      const set = keySetWith({ refreshMs: 1_000 })
      await set.keys()
      await jest.advanceTimersByTimeAsync(3_500)
      expect(fetches).toBe(4)
      set.close()
      await jest.advanceTimersByTimeAsync(3_500)
      expect(fetches).toBe(4)
      now += 200_000
      await expect(set.keys()).rejects.toEqual(unavailable)
    } finally {
      jest.useRealTimers()
    }
  })
})
