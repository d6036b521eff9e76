import { describe, expect, it } from '@jest/globals'
import { readConfig } from '../../../lib/config/read-config.ts'

const NO_FILES = { vcapServices: null, folders: null, mistakes: [] }
const PEM = {
  cert: '-----BEGIN CERTIFICATE-----\nhidden\n-----END CERTIFICATE-----',
  key: '-----BEGIN PRIVATE KEY-----\nhidden\n-----END PRIVATE KEY-----',
}
const V2 = {
  url: 'https://api.auditlog.example/',
  uaa: { url: 'https://tokens.example', clientid: 'client', clientsecret: 'hidden' },
}
const INGESTION = { url: 'https://ingest.example', ...PEM, region: 'eu10', namespace: 'hr' }

const read = (services: object, variables = {}) =>
  readConfig({ VCAP_SERVICES: JSON.stringify(services), ...variables }, NO_FILES)
const bound = (credentials: object) => read({ auditlog: [{ name: 'log', credentials }] })
const provided = (name: string, credentials: object, tags: string[] = []) =>
  read({ 'user-provided': [{ name, tags, credentials }] })

describe('the configuration of the audit log', () => {
  it('needs a service, and adds its destination', () => {
    expect(read({}).auditLog).toBeNull()
    expect(provided('other', V2).auditLog).toBeNull()
    const { auditLog, destinations } = bound(V2)
    expect(auditLog).toMatchObject({ api: 'v2', path: '/audit-log/oauth2/v2' })
    expect(destinations.named.get('audit-log')).toEqual({
      url: 'https://api.auditlog.example',
      login: {
        kind: 'client-credentials',
        tokenUrl: 'https://tokens.example/oauth/token',
        clientId: 'client',
        clientSecret: 'hidden',
        parameters: {},
      },
    })
  })

  it('reads the plan standard, a client certificate and the ingestion', () => {
    expect(bound({ url: V2.url, user: 'u', password: 'p' }).auditLog).toMatchObject({
      path: '/audit-log/v2',
      destination: { login: { kind: 'basic' } },
    })
    const uaa = {
      ...{ certurl: 'https://cert.example', clientid: 'c' },
      ...{ certificate: PEM.cert, key: PEM.key },
    }
    expect(bound({ url: V2.url, uaa }).auditLog?.destination).toMatchObject({
      login: { tokenUrl: 'https://cert.example/oauth/token', clientSecret: null },
      clientCertificate: { certificate: PEM.cert, passphrase: null },
    })
    const api = { api: 'ingestion', path: '/ingestion/v1/events', source: '/eu10/hr/null' }
    expect(provided('auditlog-ng', { ...INGESTION, keyPassphrase: 'p' }).auditLog).toMatchObject({
      ...api,
      destination: { clientCertificate: { passphrase: 'p' } },
    })
    expect(provided('log', INGESTION, ['auditlog-ng']).auditLog).toMatchObject(api)
    expect(provided('our-auditlog', V2).auditLog?.api).toBe('v2')
  })

  it.each<[string, () => unknown, RegExp]>([
    ['an address', () => bound({ ...V2, url: 'http://hidden.example' }), /log"\.url: expected an/],
    ['a secret', () => bound({ ...V2, uaa: { ...V2.uaa, clientsecret: '' } }), /uaa\.clientsecret/],
    ['a login', () => bound({ url: V2.url }), /log"\.user: expected a value/],
    ['PEM', () => provided('auditlog-ng', { ...INGESTION, key: 'hidden' }), /\.key: expected a pr/],
    ['a region', () => provided('auditlog-ng', { ...INGESTION, region: '' }), /\.region: expected/],
    [
      'one service',
      () => read({ auditlog: [1, 2].map((name) => ({ name: `log${name}`, credentials: V2 })) }),
      /log1" and .*log2": expected one audit log/,
    ],
    [
      'its name among the destinations',
      () =>
        read(
          { auditlog: [{ name: 'log', credentials: V2 }] },
          {
            DESTINATIONS: JSON.stringify({
              'audit-log': { url: 'https://hidden.example', authentication: 'NoAuthentication' },
            }),
          },
        ),
      /DESTINATIONS\.audit-log: expected another name/,
    ],
  ])('expects %s', (_what, reading, sentence) => {
    expect(reading).toThrow(sentence)
    expect(reading).not.toThrow(/hidden/)
  })
})
