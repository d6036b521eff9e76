import { describe, expect, it } from '@jest/globals'
import { ias, jwks, none, oidc, opaque, pem, read, xsuaa } from './some-trusted-issuers.ts'

describe('readTrustedIssuers', () => {
  it('reads an oidc issuer whose keys are found by discovery', () => {
    expect(read([oidc])).toEqual({
      mistakes: [],
      issuers: [
        {
          kind: 'oidc',
          issuers: ['https://login.harbour.example/realm'],
          proof: { kind: 'discovery' },
          algorithms: ['RS256'],
          audience: { kind: 'exact', values: ['sf-events'] },
          tenant: null,
          clientMark: null,
          certificateBinding: 'off',
          clockToleranceSeconds: 60,
          grants: {
            Ingest: { scopes: ['events.send'], clients: [], groups: [] },
            Monitor: none,
            Reveal: none,
            Operate: none,
            Forget: none,
            Retention: none,
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
          Forget: { clients: ['c2'] },
          Retention: { clients: ['c2'] },
        },
      },
    ])
    expect(mistakes).toEqual([])
    expect(issuers[0]).toMatchObject({
      proof: { kind: 'jwks', uri: 'https://login.harbour.example/keys', headers: {} },
      audience: { kind: 'exact', values: ['one', 'two'] },
      algorithms: ['ES256', 'RS256'],
      clockToleranceSeconds: 5,
      grants: {
        Ingest: { scopes: ['a', 'b', 'events.send'], clients: ['c1'], groups: [] },
        Monitor: { scopes: ['see'], clients: [], groups: ['See Events'] },
        Reveal: none,
        Operate: { scopes: [], clients: ['c2'], groups: [] },
        Forget: { scopes: [], clients: ['c2'], groups: [] },
        Retention: { scopes: [], clients: ['c2'], groups: [] },
      },
    })
  })

  it('reads an xsuaa issuer with the scopes of xs-security.json', () => {
    const { issuers, mistakes } = read([xsuaa])
    expect(mistakes).toEqual([])
    expect(issuers[0]).toMatchObject({
      issuers: ['https://quay.authentication.example/oauth/token'],
      proof: { uri: 'https://quay.authentication.example/token_keys' },
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

  it('reads a Cloud Identity tenant: whole names under each of its domains, keys from its own address', () => {
    const { issuers, mistakes } = read([ias])
    expect(mistakes).toEqual([])
    expect(issuers[0]).toMatchObject({
      kind: 'ias',
      issuers: [
        'https://harbour.accounts.example',
        'harbour.accounts.example',
        'https://harbour.accounts.example',
        'harbour.accounts.example',
        'https://harbour.cloud.example',
        'harbour.cloud.example',
      ],
      proof: {
        kind: 'jwks',
        uri: 'https://harbour.accounts.example/oauth2/certs',
        headers: { 'x-client_id': 'own', 'x-app_tid': 'tid-1' },
      },
      audience: { kind: 'exact', values: ['own'] },
      tenant: 'tid-1',
    })
  })

  it('trusts a Cloud Identity tenant that stands in none of the domains under its own name alone', () => {
    const { issuers } = read([{ ...ias, issuer: 'https://login.harbour.example' }])
    expect(new Set(issuers[0]?.issuers)).toEqual(
      new Set(['https://login.harbour.example', 'login.harbour.example']),
    )
  })

  it('reads an introspection endpoint, public keys and the mark of clients', () => {
    const { issuers, mistakes } = read([
      opaque,
      { ...opaque, audience: false, rememberSeconds: 5 },
      {
        ...jwks,
        jwksUri: undefined,
        publicKeys: [pem],
        clientMark: { claim: 'idtyp', value: 'app' },
      },
      { ...oidc, clientMark: { claim: 'client_id' }, certificateBinding: 'required' },
    ])
    expect(mistakes).toEqual([])
    expect(issuers[0]).toMatchObject({
      proof: {
        kind: 'introspection',
        uri: 'https://oauth.example/introspect',
        clientId: 'own',
        clientSecret: expect.any(Function),
        rememberSeconds: 30,
      },
      audience: { kind: 'exact', values: ['sf-events'] },
    })
    expect(issuers[1]).toMatchObject({
      audience: { kind: 'unchecked' },
      proof: { rememberSeconds: 5 },
    })
    expect(issuers[2]).toMatchObject({
      proof: { kind: 'keys', pems: [pem] },
      clientMark: { claim: 'idtyp', value: 'app' },
    })
    expect(issuers[3]).toMatchObject({
      clientMark: { claim: 'client_id', value: null },
      certificateBinding: 'required',
    })
  })
})
