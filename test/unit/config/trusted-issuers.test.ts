import { describe, expect, it } from '@jest/globals'
import { readTrustedIssuers } from '../../../lib/config/trusted-issuers.ts'

const oidc = {
  kind: 'oidc',
  issuer: 'https://login.harbour.example/realm',
  audience: 'sf-events',
  scope: 'events.send',
}
const jwks = { ...oidc, kind: 'jwks', jwksUri: 'https://login.harbour.example/keys' }
const xsuaa = {
  kind: 'xsuaa',
  issuer: 'https://quay.authentication.example/oauth/token',
  clientId: 'sb-harbour!t7',
  xsappname: 'harbour!t7',
  tenant: 'tenant-1',
}

const read = (entries: readonly unknown[], production = true) =>
  readTrustedIssuers(JSON.stringify(entries), { production })
const none = { scopes: [], clients: [], groups: [] }

describe('readTrustedIssuers', () => {
  it('reads an oidc issuer whose keys are found by discovery', () => {
    expect(read([oidc])).toEqual({
      mistakes: [],
      issuers: [
        {
          kind: 'oidc',
          issuers: ['https://login.harbour.example/realm'],
          jwksUri: null,
          algorithms: ['RS256'],
          audience: { kind: 'exact', values: ['sf-events'] },
          tenant: null,
          clockToleranceSeconds: 60,
          grants: {
            Ingest: { scopes: ['events.send'], clients: [], groups: [] },
            Monitor: none,
            Reveal: none,
            Operate: none,
          },
        },
      ],
    })
  })

  it('reads every rule of a jwks issuer', () => {
    const { issuers, mistakes } = read([
      {
        ...jwks,
        audience: ['one', 'two'],
        algorithms: ['ES256', 'RS256'],
        clockToleranceSeconds: 5,
        clients: ['c1'],
        grants: {
          Ingest: { scopes: ['a', 'b'] },
          Monitor: { groups: ['See Events'], scope: 'see' },
          Operate: { clients: ['c2'] },
        },
      },
    ])
    expect(mistakes).toEqual([])
    expect(issuers[0]).toMatchObject({
      jwksUri: 'https://login.harbour.example/keys',
      audience: { kind: 'exact', values: ['one', 'two'] },
      algorithms: ['ES256', 'RS256'],
      clockToleranceSeconds: 5,
      grants: {
        Ingest: { scopes: ['a', 'b', 'events.send'], clients: ['c1'], groups: [] },
        Monitor: { scopes: ['see'], clients: [], groups: ['See Events'] },
        Reveal: none,
        Operate: { scopes: [], clients: ['c2'], groups: [] },
      },
    })
  })

  it('reads an xsuaa issuer with the scopes of xs-security.json', () => {
    const { issuers, mistakes } = read([xsuaa])
    expect(mistakes).toEqual([])
    expect(issuers[0]).toMatchObject({
      issuers: ['https://quay.authentication.example/oauth/token'],
      jwksUri: 'https://quay.authentication.example/token_keys',
      audience: { kind: 'xsuaa', clientId: 'sb-harbour!t7', xsappname: 'harbour!t7' },
      tenant: 'tenant-1',
      grants: { Reveal: { scopes: ['harbour!t7.Reveal'] } },
    })
  })

  it('lets an xsuaa issuer have other grants', () => {
    const { issuers } = read([{ ...xsuaa, clients: ['sb-other!t8'] }])
    expect(issuers[0]?.grants.Ingest).toEqual({ scopes: [], clients: ['sb-other!t8'], groups: [] })
  })

  it.each(['localhost', '127.0.0.1', '[::1]'])('allows http for %s outside production', (host) => {
    const entry = { ...oidc, issuer: `http://${host}:8080` }
    expect(read([entry], false).mistakes).toEqual([])
    expect(read([entry], true).mistakes).toHaveLength(1)
  })

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
    ['kind ias', { ...oidc, kind: 'ias' }, 'kind'],
    ['kind introspection', { ...oidc, kind: 'introspection' }, 'kind'],
    ['an unknown kind', { ...oidc, kind: 'saml' }, 'kind'],
    ['no kind', { ...oidc, kind: undefined }, 'kind'],
  ])('names the place of the mistake: %s', (_name, entry, place) => {
    const { issuers, mistakes } = read([oidc, entry])
    expect(issuers).toHaveLength(1)
    expect(mistakes).toEqual([expect.stringMatching(/^TRUSTED_ISSUERS\[1\]\.\S+: .+/)])
    expect(mistakes[0]?.startsWith(`TRUSTED_ISSUERS[1].${place}: `)).toBe(true)
  })

  it('says which kinds come later', () => {
    expect(read([{ kind: 'ias' }]).mistakes[0]).toMatch(/ias is not supported yet by this version/)
  })

  it('lists every mistake of every entry at once', () => {
    const { mistakes } = read([{ kind: 'jwks', audiance: 'a' }, 7, { ...oidc, issuer: 'x' }])
    expect(mistakes.map((mistake) => mistake.split(': ')[0])).toEqual([
      'TRUSTED_ISSUERS[0].issuer',
      'TRUSTED_ISSUERS[0].jwksUri',
      'TRUSTED_ISSUERS[0].audience',
      'TRUSTED_ISSUERS[0]',
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
    const { issuers, mistakes } = readTrustedIssuers(text, { production: false })
    expect(issuers).toEqual([])
    expect(mistakes).toEqual([expect.stringMatching(/^TRUSTED_ISSUERS: expected a JSON array/)])
  })
})
