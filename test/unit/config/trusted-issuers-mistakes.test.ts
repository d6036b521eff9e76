import { describe, expect, it } from '@jest/globals'
import { readTrustedIssuers } from '../../../lib/config/trusted-issuers.ts'
import {
  ias,
  jwks,
  oidc,
  opaque,
  pem,
  privatePem,
  read,
  weakPem,
  xsuaa,
} from './some-trusted-issuers.ts'

describe('mistakes in TRUSTED_ISSUERS', () => {
  it.each<[string, unknown, string]>([
    ['http', { ...oidc, issuer: 'http://login.harbour.example' }, 'issuer'],
    ['a name like localhost', { ...oidc, issuer: 'http://localhost.example' }, 'issuer'],
    ['a user', { ...oidc, issuer: 'https://a@login.example' }, 'issuer'],
    ['a query', { ...oidc, issuer: 'https://login.example?a' }, 'issuer'],
    ['a fragment', { ...oidc, issuer: 'https://login.example#a' }, 'issuer'],
    ['a space', { ...oidc, issuer: 'https://login.example ' }, 'issuer'],
    ['no scheme', { ...oidc, issuer: 'login.example' }, 'issuer'],
    [
      'a document',
      { ...oidc, issuer: 'https://l.example/.well-known/openid-configuration' },
      'issuer',
    ],
    ['no token URL', { ...xsuaa, issuer: 'https://quay.authentication.example' }, 'issuer'],
    ['a newline in an address', { ...jwks, jwksUri: 'https://login.\nexample/keys' }, 'jwksUri'],
    ['keys over http', { ...jwks, jwksUri: 'http://login.example/keys' }, 'jwksUri'],
    ['no keys', { ...jwks, jwksUri: undefined }, 'jwksUri'],
    ['no audience', { ...oidc, audience: undefined }, 'audience'],
    ['an empty audience', { ...oidc, audience: '' }, 'audience'],
    ['an empty list', { ...oidc, audience: [] }, 'audience'],
    ['alg none', { ...oidc, algorithms: ['none'] }, 'algorithms[0]'],
    ['a symmetric alg', { ...oidc, algorithms: ['RS256', 'HS256'] }, 'algorithms[1]'],
    ['no alg', { ...oidc, algorithms: [] }, 'algorithms'],
    ['a long tolerance', { ...oidc, clockToleranceSeconds: 3_600 }, 'clockToleranceSeconds'],
    ['no grant', { ...oidc, scope: undefined }, 'grants'],
    ['an empty grant', { ...oidc, scope: undefined, grants: { Ingest: {} } }, 'grants'],
    ['empty grants', { ...xsuaa, grants: {} }, 'grants'],
    ['two scopes in one', { ...oidc, scope: 'a b' }, 'scope'],
    ['an unknown grant', { ...oidc, grants: { Delete: { scope: 'a' } } }, 'grants'],
    [
      'an empty list of clients',
      { ...oidc, grants: { Ingest: { clients: [] } } },
      'grants.Ingest.clients',
    ],
    ['no tenant', { ...xsuaa, tenant: undefined }, 'tenant'],
    ['ias with a path', { ...ias, issuer: 'https://harbour.accounts.example/x' }, 'issuer'],
    ['ias without a client', { ...ias, clientId: undefined }, 'clientId'],
    ['ias without grants', { ...ias, clients: undefined }, 'grants'],
    [
      'introspection over http',
      { ...opaque, introspectionUri: 'http://a.example/x' },
      'introspectionUri',
    ],
    ['introspection without a secret', { ...opaque, clientSecret: undefined }, 'clientSecret'],
    ['introspection without an audience', { ...opaque, audience: undefined }, 'audience'],
    ['introspection remembered for long', { ...opaque, rememberSeconds: 3_600 }, 'rememberSeconds'],
    ['introspection without grants', { ...opaque, clients: undefined }, 'grants'],
    ['keys twice', { ...jwks, publicKeys: [pem] }, 'jwksUri'],
    ['a weak key', { ...jwks, jwksUri: undefined, publicKeys: [weakPem] }, 'publicKeys[0]'],
    ['a private key', { ...jwks, jwksUri: undefined, publicKeys: [privatePem] }, 'publicKeys[0]'],
    ['no key', { ...jwks, jwksUri: undefined, publicKeys: ['key'] }, 'publicKeys[0]'],
    [
      'an unknown binding of certificates',
      { ...oidc, certificateBinding: 'on' },
      'certificateBinding',
    ],
    ['a mark without a claim', { ...oidc, clientMark: { value: 'app' } }, 'clientMark.claim'],
    ['an unknown kind', { ...oidc, kind: 'saml' }, 'kind'],
    ['no kind', { ...oidc, kind: undefined }, 'kind'],
  ])('names the place of the mistake: %s', (_name, entry, place) => {
    const { issuers, mistakes } = read([oidc, entry])
    expect(issuers).toHaveLength(1)
    expect(mistakes).toEqual([expect.stringMatching(/^TRUSTED_ISSUERS\[1\]\.\S+: .+/)])
    expect(mistakes[0]?.startsWith(`TRUSTED_ISSUERS[1].${place}: `)).toBe(true)
  })

  it.each([
    ['both a client and a binding', { clientBinding: 'neo' }],
    ['a client without its secret', { clientSecret: undefined }],
  ])('refuses %s', (_name, changes) => {
    expect(read([{ ...opaque, ...changes }]).mistakes).toEqual([
      'TRUSTED_ISSUERS[0].clientSecret: expected either clientId and clientSecret, or clientBinding',
    ])
  })

  it('lists every mistake of every entry at once', () => {
    const { mistakes } = read([{ kind: 'jwks', audiance: 'a' }, 7, { ...oidc, issuer: 'x' }])
    expect(mistakes.map((mistake) => mistake.split(': ')[0])).toEqual([
      'TRUSTED_ISSUERS[0].issuer',
      'TRUSTED_ISSUERS[0].audience',
      'TRUSTED_ISSUERS[0]',
      'TRUSTED_ISSUERS[0].jwksUri',
      'TRUSTED_ISSUERS[0].grants',
      'TRUSTED_ISSUERS[1]',
      'TRUSTED_ISSUERS[2].issuer',
    ])
  })

  it('repeats no value', () => {
    const entry = {
      ...oidc,
      issuer: 'http://s3cret@x',
      algorithms: ['s3cret'],
      clientSecret: 's3cret',
    }
    expect(read([entry]).mistakes.join()).not.toMatch(/s3cret/)
  })

  it.each([
    ['no JSON', '{'],
    ['an object', '{}'],
    ['an empty list', '[]'],
    ['a string', '"x"'],
  ])('refuses %s', (_name, text) => {
    const { issuers, mistakes } = readTrustedIssuers(text, [], { production: false })
    expect(issuers).toEqual([])
    expect(mistakes).toEqual([expect.stringMatching(/^TRUSTED_ISSUERS: expected a JSON array/)])
  })
})
