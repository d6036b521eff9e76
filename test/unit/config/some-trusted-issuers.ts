import { generateKeyPairSync } from 'node:crypto'
import type { Binding } from '../../../lib/config/bindings/binding.ts'
import { readTrustedIssuers } from '../../../lib/config/trusted-issuers.ts'

export const oidc = {
  kind: 'oidc',
  issuer: 'https://login.harbour.example/realm',
  audience: 'sf-events',
  scope: 'events.send',
}
export const jwks = { ...oidc, kind: 'jwks', jwksUri: 'https://login.harbour.example/keys' }
export const xsuaa = {
  kind: 'xsuaa',
  issuer: 'https://quay.authentication.example/oauth/token',
  clientId: 'sb-harbour!t7',
  xsappname: 'harbour!t7',
  tenant: 'tenant-1',
}

export const ias = {
  kind: 'ias',
  issuer: 'https://harbour.accounts.example',
  clientId: 'own',
  domains: ['accounts.example', 'cloud.example'],
  tenant: 'tid-1',
  clients: ['successfactors'],
}
export const opaque = {
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
export const { publicKey: pem, privateKey: privatePem } = pemOf(2048)
export const { publicKey: weakPem } = pemOf(1024)
export const xsuaaCredentials = {
  clientid: 'sb-harbour!t7',
  xsappname: 'harbour!t7',
  url: 'https://quay.authentication.example',
  tenantid: 'tenant-1',
}
export const identityCredentials = {
  clientid: 'own',
  url: 'https://harbour.accounts.example',
  domains: ['accounts.example'],
  app_tid: 'tid-1',
}

export const read = (entries: readonly unknown[], production = true) =>
  readTrustedIssuers(JSON.stringify(entries), [], { production })
export const bound = (
  label: string,
  name: string,
  credentials: Binding['credentials'],
): Binding => ({
  source: 'VCAP_SERVICES',
  label,
  name,
  credentials,
})
export const none = { scopes: [], clients: [], groups: [] }
