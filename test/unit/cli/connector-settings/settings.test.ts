import { describe, expect, it } from '@jest/globals'
import { readServiceKey } from '../../../../lib/cli/connector-settings/service-key.ts'
import { connectorSettings } from '../../../../lib/cli/connector-settings/settings.ts'

const xsuaa = {
  clientid: 'sb-sf-event-receiver!t1',
  clientsecret: 'not-a-real-secret',
  url: 'https://example.authentication.eu10.hana.ondemand.com',
  xsappname: 'sf-event-receiver!t1',
}
const PATH = '/http/successfactors/events'

describe('service keys', () => {
  it.each([
    ['bare', xsuaa],
    ['inside credentials', { credentials: xsuaa }],
  ])('are read %s', (_how, key) => {
    expect(readServiceKey(JSON.stringify(key, null, 2))).toEqual({
      kind: 'xsuaa',
      tokenUrl: 'https://example.authentication.eu10.hana.ondemand.com/oauth/token',
      clientId: 'sb-sf-event-receiver!t1',
      clientSecret: 'not-a-real-secret',
    })
  })

  it('lose the white space around their values', () => {
    const key = { ...xsuaa, clientsecret: 'not-a-real-secret\n', url: `${xsuaa.url}\n` }
    expect(readServiceKey(JSON.stringify(key))).toEqual(readServiceKey(JSON.stringify(xsuaa)))
  })

  it.each(['http://example.com', 'https://user@example.com', 'https://exam\nple.com', 'example'])(
    'send no secret to %j',
    (url) => {
      expect(() => readServiceKey(JSON.stringify({ ...xsuaa, url }))).toThrow(
        /url: expected an https/,
      )
    },
  )

  it('of Cloud Identity have another token endpoint', () => {
    const { xsappname: _, ...ias } = { ...xsuaa, url: 'https://tenant.accounts.ondemand.com/' }
    expect(readServiceKey(JSON.stringify(ias))).toMatchObject({
      kind: 'ias',
      tokenUrl: 'https://tenant.accounts.ondemand.com/oauth2/token',
    })
  })

  it('with a certificate use the address for certificates', () => {
    const { clientsecret: _, ...rest } = xsuaa
    const certurl = 'https://example.authentication.cert.eu10.hana.ondemand.com'
    expect(readServiceKey(JSON.stringify({ ...rest, certificate: 'PEM', certurl }))).toMatchObject({
      tokenUrl: `${certurl}/oauth/token`,
      clientSecret: null,
    })
  })
})

describe('settings', () => {
  const client = readServiceKey(JSON.stringify(xsuaa))

  it('warn of nothing where all is as SuccessFactors wants it', () => {
    expect(connectorSettings(client, 'https://events.example.com/', PATH, null)).toMatchObject({
      name: 'sf-event-receiver',
      endpointUrl: 'https://events.example.com/http/successfactors/events',
      warnings: [],
    })
  })

  it('warn of plain http and of other ports than 443', () => {
    const { warnings } = connectorSettings(client, 'http://events.example.com:8080', PATH, null)
    expect(warnings).toEqual([
      expect.stringContaining('not https'),
      expect.stringContaining('port 8080'),
    ])
  })

  it('take no company that would have to be encoded', () => {
    expect(() => connectorSettings(client, 'https://e.example.com', PATH, 'A B')).toThrow(
      expect.objectContaining({ code: 'company_invalid' }),
    )
  })
})
