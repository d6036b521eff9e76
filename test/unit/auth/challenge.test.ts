import { describe, expect, it } from '@jest/globals'
import { challenge, isAuthErrorCode } from '../../../lib/auth/tokens/challenge.ts'
import type { AuthErrorCode } from '../../../lib/errors.ts'

const realm = 'Bearer realm="sf-event-receiver"'

describe('challenge', () => {
  it('asks for a token without an error where no credentials came', () => {
    expect(challenge('token_missing')).toEqual({
      status: 401,
      wwwAuthenticate: realm,
      retryAfterSeconds: null,
    })
  })

  it.each<[AuthErrorCode, number, string]>([
    ['request_malformed', 400, 'invalid_request'],
    ['token_malformed', 401, 'invalid_token'],
    ['token_issuer_unknown', 401, 'invalid_token'],
    ['token_algorithm', 401, 'invalid_token'],
    ['token_key_unknown', 401, 'invalid_token'],
    ['token_signature', 401, 'invalid_token'],
    ['token_expired', 401, 'invalid_token'],
    ['token_not_yet_valid', 401, 'invalid_token'],
    ['token_claims', 401, 'invalid_token'],
    ['token_audience', 401, 'invalid_token'],
    ['token_tenant', 401, 'invalid_token'],
    ['user_token_not_allowed', 403, 'insufficient_scope'],
    ['grant_missing', 403, 'insufficient_scope'],
  ])('answers %s with %i %s', (code, status, error) => {
    const answer = challenge(code)
    expect(answer.status).toBe(status)
    expect(answer.wwwAuthenticate).toMatch(
      new RegExp(`^${realm}, error="${error}", error_description="[^"\\\\]+"$`),
    )
    expect(answer.retryAfterSeconds).toBeNull()
  })

  it('names the scopes that would have been enough', () => {
    expect(challenge('grant_missing', ['app!t1.Ingest', 'other']).wwwAuthenticate).toMatch(
      /, scope="app!t1.Ingest other"$/,
    )
  })

  it('leaves out a scope that would break the header', () => {
    const { wwwAuthenticate } = challenge('grant_missing', ['a"b', 'c\r\nd', 'fine'])
    expect(wwwAuthenticate).toMatch(/, scope="fine"$/)
  })

  it('tells no scopes to a bad token', () => {
    expect(challenge('token_signature', ['app!t1.Ingest']).wwwAuthenticate).not.toMatch(/scope/)
  })

  it('asks to come again in an outage', () => {
    expect(challenge('jwks_unavailable')).toEqual({
      status: 503,
      wwwAuthenticate: null,
      retryAfterSeconds: 10,
    })
  })
})

describe('isAuthErrorCode', () => {
  it.each([
    ['token_expired', true],
    ['jwks_unavailable', true],
    ['xml_malformed', false],
    ['toString', false],
  ])('%s: %s', (code, expected) => {
    expect(isAuthErrorCode(code)).toBe(expected)
  })
})
