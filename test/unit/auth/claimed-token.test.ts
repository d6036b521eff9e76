import { describe, expect, it } from '@jest/globals'
import { claimedToken } from '../../../lib/auth/tokens/claimed-token.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const header = { alg: 'RS256', kid: 'key-1' }
const claimed = (claims: unknown) => claimedToken([`Bearer ${encode(header)}.${encode(claims)}.x`])

describe('what a refused token claims', () => {
  it('is where it comes from, and no person', () => {
    const shown = claimed({
      iss: 'https://a.example',
      azp: 'sender',
      zid: 'tenant-1',
      aud: 'us',
      scope: ['one', 'two'],
      exp: 1_780_315_200,
      sub: 'jane.doe',
      name: 'Jane Doe',
      email: 'jane.doe@example.com',
      user_name: 'jane',
    })
    expect(shown).toEqual({
      issuer: 'https://a.example',
      clientId: 'sender',
      tenant: 'tenant-1',
      audience: ['us'],
      scopes: ['one', 'two'],
      algorithm: 'RS256',
      keyId: 'key-1',
      expiresAt: '2026-06-01T12:00:00.000Z',
    })
    expect(JSON.stringify(shown)).not.toMatch(/jane/i)
  })

  it('is cut, and hides what looks like an address', () => {
    const shown = claimed({
      iss: `https://${'a'.repeat(3_000)}`,
      client_id: 'jane.doe@example.com',
      aud: Array.from({ length: 200 }, (_, index) => `aud-${index}`),
      scope: 'x@y z',
      zid: 'a\u0000b',
    })
    expect(shown?.issuer).toHaveLength(120)
    expect(shown?.clientId).toMatch(/hidden/)
    expect(shown?.audience).toHaveLength(10)
    expect(shown?.scopes).toEqual([expect.stringMatching(/hidden/), 'z'])
    expect(shown?.tenant).toBe('a\uFFFDb')
  })

  it.each<[string, unknown]>([
    ['numbers', { iss: 7, azp: 7, aud: 7, scope: 7, exp: 'x' }],
    ['objects', { iss: {}, azp: [], aud: {}, scope: {}, exp: {} }],
    ['times beyond all calendars', { exp: 1e300 }],
  ])('is nothing where claims are %s', (_name, claims) => {
    expect(claimed(claims)).toMatchObject({
      issuer: null,
      clientId: null,
      audience: [],
      expiresAt: null,
    })
  })

  it.each([
    [[]],
    [['Basic YTpi']],
    [['Bearer opaque']],
    [['Bearer a.b.c']],
    [[`Bearer ${'a'.repeat(61_441)}`]],
  ])('is null where nothing is said: %#', (headers) => {
    expect(claimedToken(headers)).toBeNull()
  })
})
