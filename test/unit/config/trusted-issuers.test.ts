import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import type { Binding } from '../../../lib/config/bindings/binding.ts'
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

const ias = {
  kind: 'ias',
  issuer: 'https://harbour.accounts.example',
  clientId: 'own',
  domains: ['accounts.example', 'cloud.example'],
  tenant: 'tid-1',
  clients: ['successfactors'],
}
const opaque = {
  kind: 'introspection',
  issuer: 'https://oauth.example',
  introspectionUri: 'https://oauth.example/introspect',
  clientId: 'own',
  clientSecret: 'secret',
  audience: 'sf-events',
  clients: ['successfactors'],
}
const pemOf = (bits: number) =>
  generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
const { publicKey: pem, privateKey: privatePem } = pemOf(2048)
const { publicKey: weakPem } = pemOf(1024)
const xsuaaCredentials = {
  clientid: 'sb-harbour!t7',
  xsappname: 'harbour!t7',
  url: 'https://quay.authentication.example',
  tenantid: 'tenant-1',
}
const identityCredentials = {
  clientid: 'own',
  url: 'https://harbour.accounts.example',
  domains: ['accounts.example'],
  app_tid: 'tid-1',
}

const read = (entries: readonly unknown[], production = true) =>
  readTrustedIssuers(JSON.stringify(entries), [], { production })
const bound = (label: string, name: string, credentials: Binding['credentials']): Binding => ({
  source: 'VCAP_SERVICES',
  label,
  name,
  credentials,
})
const none = { scopes: [], clients: [], groups: [] }

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
      proof: { kind: 'jwks', uri: 'https://login.harbour.example/keys', headers: {} },
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

  it('trusts every bound instance, by the rules of the entry that names it', () => {
    const bindings = [
      bound('xsuaa', 'one', xsuaaCredentials),
      bound('identity', 'two', identityCredentials),
      bound('postgresql-db', 'three', {}),
    ]
    const rules = [
      { kind: 'xsuaa', binding: 'one', aliases: ['http://a.localhost:8080/uaa/oauth/token'] },
      {
        kind: 'ias',
        binding: 'two',
        clients: ['sf'],
        algorithms: ['RS512'],
        clockToleranceSeconds: 5,
      },
    ]
    const plain = readTrustedIssuers(undefined, bindings, { production: true })
    expect(plain.mistakes).toEqual([])
    expect(plain.issuers.map(({ kind }) => kind)).toEqual(['xsuaa', 'ias'])
    expect(plain.issuers[1]?.grants.Operate.scopes).toEqual(['Operate'])
    const ruled = readTrustedIssuers(JSON.stringify(rules), bindings, { production: true })
    expect(ruled.mistakes).toEqual([])
    expect(ruled.issuers).toHaveLength(2)
    expect(ruled.issuers[0]?.issuers[1]).toBe('http://a.localhost:8080/uaa/oauth/token')
    expect(ruled.issuers[0]?.grants.Ingest.scopes).toEqual(['harbour!t7.Ingest'])
    expect(ruled.issuers[1]).toMatchObject({
      algorithms: ['RS512'],
      clockToleranceSeconds: 5,
      grants: { Ingest: { clients: ['sf'] }, Operate: { scopes: [] } },
    })
  })

  it('says which binding is not there', () => {
    const text = JSON.stringify([{ kind: 'ias', binding: 'lost' }])
    expect(readTrustedIssuers(text, [], { production: true }).mistakes).toEqual([
      'TRUSTED_ISSUERS: expected a binding "lost" of the kind ias, there is none',
    ])
  })

  it('names the binding that cannot be trusted', () => {
    const bindings = [bound('identity', 'two', { clientid: 'own' })]
    const { issuers, mistakes } = readTrustedIssuers(undefined, bindings, { production: true })
    expect(issuers).toEqual([])
    expect(mistakes).toEqual([expect.stringMatching(/^VCAP_SERVICES identity "two": .*url/)])
  })

  it('takes the client of an introspection endpoint from a binding', () => {
    const { clientId: _id, clientSecret: _secret, ...others } = opaque
    const text = JSON.stringify([{ ...others, clientBinding: 'neo' }])
    const binding = bound('user-provided', 'neo', { clientid: 'own', clientsecret: 'hidden' })
    const { issuers, mistakes } = readTrustedIssuers(text, [binding], { production: true })
    expect(mistakes).toEqual([])
    const proof = issuers[0]?.proof
    expect(proof?.kind === 'introspection' && [proof.clientId, proof.clientSecret()]).toEqual([
      'own',
      'hidden',
    ])
  })

  it.each([
    ['is not there', []],
    ['holds no client', [bound('user-provided', 'neo', { clientid: 'own', clientsecret: '' })]],
  ])('says that the binding of a client %s', (_name, bindings) => {
    const { clientId: _id, clientSecret: _secret, ...others } = opaque
    const text = JSON.stringify([{ ...others, clientBinding: 'neo' }])
    expect(readTrustedIssuers(text, bindings, { production: true }).mistakes).toEqual([
      'TRUSTED_ISSUERS: expected a binding "neo" with clientid and clientsecret, there is none',
    ])
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
