import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'

const destinationsOf = (entries: unknown) =>
  readConfig({ DESTINATIONS: JSON.stringify(entries) }).destinations

const service = {
  VCAP_SERVICES: JSON.stringify({ destination: [{ name: 'd', credentials: { uri: 'x' } }] }),
}

describe('the configuration of destinations', () => {
  it('knows none unless it says so, and whether there is a service to ask', () => {
    expect(readConfig({}).destinations).toEqual({ named: new Map(), bound: false })
    expect(readConfig(service).destinations.bound).toBe(true)
  })

  it('reads the three ways to log in', () => {
    const { named } = destinationsOf({
      open: { url: 'http://mock.example.com/api', authentication: 'NoAuthentication' },
      basic: {
        url: 'https://erp.example.com',
        authentication: 'BasicAuthentication',
        user: 'receiver',
        password: 'p:w',
      },
      successfactors: {
        url: 'https://api55.example.com',
        authentication: 'OAuth2ClientCredentials',
        tokenServiceURL: 'https://ias.example.com/oauth2/token',
        clientId: 'id',
        clientSecret: 's',
        resource: 'urn:sap:identity:application:provider:name:sf',
      },
    })
    expect(Object.fromEntries(named)).toEqual({
      open: { url: 'http://mock.example.com/api', login: { kind: 'none' } },
      basic: {
        url: 'https://erp.example.com',
        login: { kind: 'basic', user: 'receiver', password: 'p:w' },
      },
      successfactors: {
        url: 'https://api55.example.com',
        login: {
          kind: 'client-credentials',
          tokenUrl: 'https://ias.example.com/oauth2/token',
          clientId: 'id',
          clientSecret: 's',
          parameters: { resource: 'urn:sap:identity:application:provider:name:sf' },
        },
      },
    })
  })

  it.each([
    ['no JSON', '{hidden'],
    ['a list', '["hidden"]'],
    ['a name that addresses cannot hold', '{"a/b":{"authentication":"NoAuthentication"}}'],
    ['another login', '{"erp":{"url":"https://hidden.example","authentication":"hidden"}}'],
    [
      'a newline in the address',
      '{"erp":{"url":"https://hidden.\\nexample","authentication":"NoAuthentication"}}',
    ],
    ['no address', '{"erp":{"url":"hidden","authentication":"NoAuthentication"}}'],
    [
      'a user in the address',
      '{"erp":{"url":"https://u:hidden@erp.example","authentication":"NoAuthentication"}}',
    ],
    [
      'a password in the clear',
      '{"erp":{"url":"http://erp.example","authentication":"BasicAuthentication","user":"u","password":"hidden"}}',
    ],
  ])('refuses %s and repeats no value', (_what, DESTINATIONS) => {
    expect(() => readConfig({ DESTINATIONS })).toThrow(/DESTINATIONS/)
    expect(() => readConfig({ DESTINATIONS })).not.toThrow(/hidden/)
  })

  it('lists every mistake at once', () => {
    const entries = {
      a: { url: 'https://a.example', authentication: 'BasicAuthentication', user: 'u' },
      b: { url: 'ftp://b.example', authentication: 'NoAuthentication' },
    }
    const config = () => destinationsOf(entries)
    expect(config).toThrow(/DESTINATIONS\.a\.password/)
    expect(config).toThrow(/DESTINATIONS\.b\.url/)
  })
})
