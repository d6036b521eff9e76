import { describe, expect, it } from '@jest/globals'
import { trustXsuaaBinding } from '../../../lib/config/xsuaa-binding.ts'

const url = 'https://quay.authentication.eu10.hana.example'
const credentials = {
  clientid: 'sb-harbour!t7',
  clientsecret: 'not-needed',
  xsappname: 'harbour!t7',
  url,
  uaadomain: 'authentication.eu10.hana.example',
  tenantid: 'tenant-1',
  identityzoneid: 'zone-2',
  zoneid: 'zone-3',
}

describe('trustXsuaaBinding', () => {
  it('makes every rule of the binding alone', () => {
    const issuer = trustXsuaaBinding(credentials)
    expect(issuer.login?.clientSecret()).toBe('not-needed')
    expect(issuer).toEqual({
      kind: 'xsuaa',
      issuers: [`${url}/oauth/token`],
      proof: { kind: 'jwks', uri: `${url}/token_keys`, headers: {} },
      algorithms: ['RS256'],
      audience: { kind: 'xsuaa', clientId: 'sb-harbour!t7', xsappname: 'harbour!t7' },
      tenant: 'tenant-1',
      login: {
        clientId: 'sb-harbour!t7',
        clientSecret: expect.any(Function),
        scope: 'harbour!t7.Monitor harbour!t7.Reveal harbour!t7.Operate harbour!t7.Forget',
        endpoints: {
          authorization: `${url}/oauth/authorize`,
          token: `${url}/oauth/token`,
          keys: `${url}/token_keys`,
          logout: { uri: `${url}/logout.do`, kind: 'uaa' },
        },
      },
      clientMark: null,
      certificateBinding: 'off',
      clockToleranceSeconds: 60,
      grants: {
        Ingest: { scopes: ['harbour!t7.Ingest'], clients: [], groups: [] },
        Monitor: { scopes: ['harbour!t7.Monitor'], clients: [], groups: [] },
        Reveal: { scopes: ['harbour!t7.Reveal'], clients: [], groups: [] },
        Operate: { scopes: ['harbour!t7.Operate'], clients: [], groups: [] },
        Forget: { scopes: ['harbour!t7.Forget'], clients: [], groups: [] },
        Retention: { scopes: ['harbour!t7.DataRetentionManagerUser'], clients: [], groups: [] },
      },
    })
  })

  it('knows the older names of the tenant', () => {
    const { tenantid: _1, ...older } = credentials
    expect(trustXsuaaBinding(older).tenant).toBe('zone-2')
    const { identityzoneid: _2, ...oldest } = older
    expect(trustXsuaaBinding(oldest).tenant).toBe('zone-3')
  })

  it('accepts the issuer that old subaccounts write, for its own subdomain', () => {
    const issuersOf = (identityzone: unknown) =>
      trustXsuaaBinding({ ...credentials, identityzone }).issuers
    const own = `${url}/oauth/token`
    expect(issuersOf('quay')).toEqual([own, 'http://quay.localhost:8080/uaa/oauth/token'])
    expect(issuersOf('quay.evil.example/')).toEqual([own])
    expect(issuersOf(undefined)).toEqual([own])
  })

  it('accepts aliases of the issuer, behind its own name', () => {
    const alias = 'http://quay.localhost:8080/uaa/oauth/token'
    expect(trustXsuaaBinding(credentials, [alias]).issuers).toEqual([`${url}/oauth/token`, alias])
  })

  it('does not double the slash at the end of the url', () => {
    expect(trustXsuaaBinding({ ...credentials, url: `${url}/` }).proof).toMatchObject({
      uri: `${url}/token_keys`,
    })
  })

  it('allows plain http for this machine alone', () => {
    const local = { ...credentials, url: 'http://localhost:4005' }
    expect(trustXsuaaBinding(local).proof).toMatchObject({
      uri: 'http://localhost:4005/token_keys',
    })
  })

  it.each([
    ['http', 'http://quay.example'],
    ['a host that begins like this machine', 'http://localhost.example'],
    ['a user', 'https://someone@quay.example'],
    ['a query', 'https://quay.example?x'],
    ['a fragment', 'https://quay.example#x'],
    ['no URL', 'quay'],
  ])('refuses a url with %s', (_name, wrong) => {
    expect(() => trustXsuaaBinding({ ...credentials, url: wrong })).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringMatching(/url: /) }),
    )
  })

  it('names every field that is missing', () => {
    expect(() => trustXsuaaBinding({})).toThrow(/clientid: .*xsappname: .*url: /)
    expect(() => trustXsuaaBinding(null)).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
    const { tenantid: _1, identityzoneid: _2, zoneid: _3, ...homeless } = credentials
    expect(() => trustXsuaaBinding(homeless)).toThrow(/tenantid/)
  })
})
