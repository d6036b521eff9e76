import { describe, expect, it } from '@jest/globals'
import { readTrustedIssuers } from '../../../lib/config/trusted-issuers.ts'
import { bound, identityCredentials, opaque, xsuaaCredentials } from './some-trusted-issuers.ts'

describe('trusted issuers of bindings', () => {
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
})
