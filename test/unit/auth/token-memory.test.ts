import { describe, expect, it } from '@jest/globals'
import type { Caller } from '../../../lib/auth/caller.ts'
import { createTokenMemory } from '../../../lib/auth/tokens/token-memory.ts'

const caller: Caller = {
  issuer: 'https://harbour.example',
  clientId: 'sender',
  tenant: '',
  grants: new Set(['Ingest']),
  person: false,
  user: null,
  scopes: [],
  certificate: null,
}

describe('token memory', () => {
  it('recalls a token until the instant at which it ends', () => {
    let now = 1_000
    const memory = createTokenMemory(10, () => now)
    memory.remember('token', { caller, expiresAt: 2_000, isStillValid: () => true })
    now = 1_999
    expect(memory.recall('token')).toBe(caller)
    now = 2_000
    expect(memory.recall('token')).toBeNull()
    expect(memory.size).toBe(0)
  })

  it('forgets a token whose key has left', () => {
    let held = true
    const memory = createTokenMemory(10, () => 0)
    memory.remember('token', { caller, expiresAt: 2_000, isStillValid: () => held })
    expect(memory.recall('token')).toBe(caller)
    held = false
    expect(memory.recall('token')).toBeNull()
    held = true
    expect(memory.recall('token')).toBeNull()
  })

  it('does not take a token for another', () => {
    const memory = createTokenMemory(10, () => 0)
    memory.remember('token', { caller, expiresAt: 2_000, isStillValid: () => true })
    expect(memory.recall('token ')).toBeNull()
    expect(memory.recall('Token')).toBeNull()
  })

  it('keeps its bound and forgets what was unused for longest', () => {
    const memory = createTokenMemory(3, () => 0)
    for (const token of ['a', 'b', 'c']) {
      memory.remember(token, { caller, expiresAt: 1, isStillValid: () => true })
    }
    expect(memory.recall('a')).toBe(caller)
    memory.remember('d', { caller, expiresAt: 1, isStillValid: () => true })
    expect(memory.size).toBe(3)
    expect(memory.recall('a')).toBe(caller)
    expect(memory.recall('b')).toBeNull()
  })
})
