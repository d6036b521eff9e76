import { describe, expect, it } from '@jest/globals'
import { bearerToken } from '../../../lib/auth/tokens/bearer-token.ts'

describe('bearerToken', () => {
  it.each(['Bearer abc.def.ghi', 'bearer abc.def.ghi', 'BEARER   abc.def.ghi'])(
    'reads the token of %j',
    (header) => {
      expect(bearerToken([header])).toBe('abc.def.ghi')
    },
  )

  it('reads a token that leaves 4 KB of headers for the rest', () => {
    const token = 'a'.repeat(61_440)
    expect(bearerToken([`Bearer ${token}`])).toBe(token)
  })

  it.each([
    [[], 'token_missing'],
    [['Basic dXNlcjpwYXNz'], 'token_missing'],
    [['Digest abc'], 'token_missing'],
    [['Bearerabc'], 'token_missing'],
    [[''], 'token_missing'],
    [['Bearer'], 'request_malformed'],
    [['Bearer '], 'request_malformed'],
    [['Bearer a b'], 'request_malformed'],
    [['Bearer a,b'], 'request_malformed'],
    [['Bearer a, Bearer b'], 'request_malformed'],
    [['Bearer a\tb'], 'request_malformed'],
    [['Bearer ä'], 'request_malformed'],
    [['Bearer a', 'Bearer a'], 'request_malformed'],
    [['Bearer a', 'Basic a'], 'request_malformed'],
    [[`Bearer ${'a'.repeat(61_441)}`], 'token_malformed'],
    [[`Bearer ${'a'.repeat(1_000_000)}`], 'token_malformed'],
  ])('refuses %j', (headers, code) => {
    expect(() => bearerToken(headers)).toThrow(expect.objectContaining({ code }))
  })
})
