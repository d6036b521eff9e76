import { describe, expect, it } from '@jest/globals'
import type { JWTPayload } from 'jose'
import { callerOf, lifetimeEnd } from '../../../lib/auth/tokens/claim-rules.ts'
import {
  APP,
  clientClaims,
  NOW_SECONDS,
  plainIssuer,
  TENANT,
  xsuaaIssuer,
} from '../../support/auth-fixtures.ts'

const url = 'https://harbour.example'
const now = NOW_SECONDS * 1000

describe('lifetimeEnd', () => {
  it('adds the tolerance to exp', () => {
    expect(lifetimeEnd({ exp: NOW_SECONDS + 5 }, 60, now)).toBe(now + 65_000)
  })

  it.each([
    ['expired within the tolerance', { exp: NOW_SECONDS - 59 }],
    ['begins within the tolerance', { exp: NOW_SECONDS + 60, nbf: NOW_SECONDS + 60 }],
    ['issued within the tolerance', { exp: NOW_SECONDS + 60, iat: NOW_SECONDS + 60 }],
    ['fractions of a second', { exp: NOW_SECONDS + 0.5 }],
  ])('accepts a token that %s', (_name, claims) => {
    expect(lifetimeEnd(claims, 60, now)).toBeGreaterThan(now)
  })

  const exp = NOW_SECONDS + 600
  it.each([
    ['no exp', {}, 'token_claims'],
    ['exp as a string', { exp: String(exp) }, 'token_claims'],
    ['exp as null', { exp: null }, 'token_claims'],
    ['exp as a list', { exp: [exp] }, 'token_claims'],
    ['a negative exp', { exp: -1 }, 'token_claims'],
    ['exp 1e30', { exp: 1e30 }, 'token_claims'],
    ['exp infinite', { exp: Number.POSITIVE_INFINITY }, 'token_claims'],
    ['exp NaN', { exp: Number.NaN }, 'token_claims'],
    ['exp 0', { exp: 0 }, 'token_expired'],
    ['exp at the end of the tolerance', { exp: NOW_SECONDS - 60 }, 'token_expired'],
    ['nbf in the future', { exp, nbf: NOW_SECONDS + 61 }, 'token_not_yet_valid'],
    ['nbf as a string', { exp, nbf: '0' }, 'token_claims'],
    ['iat in the future', { exp, iat: NOW_SECONDS + 61 }, 'token_not_yet_valid'],
    ['iat as a string', { exp, iat: '0' }, 'token_claims'],
  ])('refuses %s', (_name, claims, code) => {
    expect(() => lifetimeEnd(claims as JWTPayload, 60, now)).toThrow(
      expect.objectContaining({ code }),
    )
  })
})

describe('callerOf an XSUAA token', () => {
  const issuer = xsuaaIssuer(url)
  const callerWith = (changes: Record<string, unknown>) =>
    callerOf(clientClaims(url, changes), issuer)

  it('names the client, its tenant and its grants', () => {
    expect(callerWith({})).toEqual({
      issuer: `${url}/oauth/token`,
      clientId: 'sb-quay-sender!t77',
      certificate: null,
      scopes: ['uaa.resource', `${APP}.Ingest`],
      tenant: TENANT,
      grants: new Set(['Ingest']),
      person: false,
      user: null,
    })
  })

  it.each([
    [['cid', 'azp'], { client_id: undefined }],
    [['azp'], { client_id: undefined, cid: undefined }],
  ])('finds the client in %j', (_names, changes) => {
    expect(callerWith(changes).clientId).toBe('sb-quay-sender!t77')
  })

  it.each([
    ['another tenant', { zid: '7d1c2f6e-0000-4222-8333-944455556666' }, 'token_tenant'],
    ['no tenant', { zid: undefined }, 'token_tenant'],
    ['a tenant in a list', { zid: [TENANT] }, 'token_tenant'],
    ['a longer tenant', { zid: `${TENANT}0` }, 'token_tenant'],
    ['a foreign audience and our cid', { aud: ['other!t9'], cid: `sb-${APP}` }, 'token_audience'],
    ['no audience and our scope', { aud: undefined }, 'token_audience'],
    ['no client', { client_id: '', cid: undefined, azp: undefined }, 'token_claims'],
  ])('refuses %s', (_name, changes, code) => {
    expect(() => callerWith(changes)).toThrow(expect.objectContaining({ code }))
  })

  it.each([
    ['authorization_code', { grant_type: 'authorization_code' }],
    ['jwt-bearer', { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer' }],
    ['no grant type', { grant_type: undefined }],
    ['a grant type in a list', { grant_type: ['client_credentials'] }],
    ['a user name', { user_name: 'someone' }],
    ['a user id', { user_id: 'u-1' }],
  ])('takes a token with %s for a person’s', (_name, changes) => {
    expect(callerWith(changes).person).toBe(true)
  })

  it.each([
    ['user_name', { user_name: 'someone@example.com', user_id: 'u-1' }, 'someone@example.com'],
    ['user_id', { user_id: 'u-1' }, 'u-1'],
    ['sub', { grant_type: 'authorization_code', sub: 's-1' }, 's-1'],
    ['nothing', { grant_type: 'authorization_code', sub: undefined }, null],
  ])('names the person by %s', (_name, changes, user) => {
    expect(callerWith(changes)).toMatchObject({ person: true, user })
  })

  it.each([
    ['all of it', [`${APP}.Ingest`, `${APP}.Monitor`], ['Ingest', 'Monitor']],
    ['a string with spaces', `uaa.resource ${APP}.Ingest`, ['Ingest']],
    ['a substring of a longer scope', [`${APP}.Ingestion`], []],
    ['a scope inside a string', `x${APP}.Ingest`, []],
    ['another case', [`${APP}.ingest`], []],
    ['another application', ['other!t9.Ingest'], []],
    ['the bare name', ['Ingest'], []],
    ['two scopes in one entry', [`x ${APP}.Ingest`], []],
    ['no scope', undefined, []],
    ['an object', { 0: `${APP}.Ingest` }, []],
  ])('grants by whole scopes: %s', (_name, scope, grants) => {
    expect([...callerWith({ scope }).grants]).toEqual(grants)
  })

  it('does not take authorities for scopes', () => {
    const caller = callerWith({ scope: [], authorities: [`${APP}.Operate`] })
    expect(caller.grants.size).toBe(0)
  })
})

describe('callerOf a token of another issuer', () => {
  const issuer = plainIssuer(url)
  const callerWith = (claims: JWTPayload) => callerOf({ aud: 'harbour', ...claims }, issuer)

  it.each([
    ['azp and the same sub', { azp: 'a', sub: 'a' }, 'a', false],
    ['client_id and the same sub', { client_id: 'a', sub: 'a' }, 'a', false],
    ['azp before client_id', { azp: 'a', client_id: 'b', sub: 'a' }, 'a', false],
    ['azp and no sub', { azp: 'a' }, 'a', false],
    ['another sub', { azp: 'a', sub: 'someone' }, 'a', true],
    ['a sub that is no string', { azp: 'a', sub: 5 }, 'a', true],
    [
      'a mark of client credentials',
      { azp: 'a', sub: 'a@clients', gty: 'client-credentials' },
      'a',
      false,
    ],
    ['a lone sub', { sub: 'someone' }, '', true],
    ['a lone sub that is a listed client', { sub: 'listed-client' }, 'listed-client', false],
  ])('tells the client by %s', (_name, claims, clientId, person) => {
    expect(callerWith(claims as JWTPayload)).toMatchObject({ clientId, person, tenant: '' })
  })

  it.each([
    ['another sub', { azp: 'a', sub: 'someone' }, 'someone'],
    ['a sub that is no string', { azp: 'a', sub: 5 }, null],
    ['a lone sub', { sub: 'someone' }, 'someone'],
    ['a lone sub that is a listed client', { sub: 'listed-client' }, null],
    ['the same sub', { azp: 'a', sub: 'a' }, null],
  ])('names the person, and no client, by %s', (_name, claims, user) => {
    expect(callerWith(claims as JWTPayload).user).toBe(user)
  })

  it.each([
    ['a listed client', { azp: 'listed-client', sub: 'listed-client' }, ['Ingest']],
    ['a longer client id', { azp: 'listed-client2', sub: 'listed-client2' }, []],
    ['a person with a listed client', { azp: 'listed-client', sub: 'someone' }, []],
    ['a group', { azp: 'page', sub: 'someone', groups: ['watchers'] }, ['Monitor']],
    ['a longer group', { azp: 'page', sub: 'someone', groups: ['watchers-2'] }, []],
    ['a scope', { azp: 'a', sub: 'a', scope: 'x events.send' }, ['Ingest']],
  ])('grants to %s', (_name, claims, grants) => {
    expect([...callerWith(claims).grants]).toEqual(grants)
  })

  it('refuses a token without a client', () => {
    expect(() => callerWith({})).toThrow(expect.objectContaining({ code: 'token_claims' }))
  })
})
