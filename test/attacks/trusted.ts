import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { trustCloudIdentity } from '../../lib/config/identity-binding.ts'
import { trustXsuaaBinding } from '../../lib/config/xsuaa-binding.ts'
import { plainIssuer, TENANT, xsuaaIssuer } from '../support/auth-fixtures.ts'

export const IAS_HOST = 'harbour.accounts400.ondemand.com'
export const IAS = `https://${IAS_HOST}`
export const IAS_CLIENT = 'c0ffee00-1111-4222-8333-944455556666'
export const APP_TID = '5eaf00d0-1111-4222-8333-944455556666'
/** A tenant whose binding lists no domain. */
export const LONELY = 'https://lonely.accounts.ondemand.com'

/** One issuer of every kind, all of them with the keys of one server. */
export function trusted(url: string): TrustedIssuer[] {
  const keysAt = (path: string) => ({ kind: 'jwks', uri: `${url}${path}`, headers: {} }) as const
  const plain = (path: string, changes: Partial<TrustedIssuer> = {}) =>
    plainIssuer(`${url}${path}`, { proof: keysAt('/token_keys'), ...changes })
  const identity = (address: string, domains: readonly string[]) => ({
    ...trustCloudIdentity({
      url: address,
      clientId: IAS_CLIENT,
      domains,
      tenant: APP_TID,
      aliases: [],
    }),
    // its real keys are on the Internet
    proof: keysAt('/oauth2/certs'),
  })
  return [
    xsuaaIssuer(url),
    trustXsuaaBinding({
      clientid: 'sb-harbour!b7',
      xsappname: 'harbour!b7',
      url: `${url}/broker`,
      tenantid: TENANT,
    }),
    identity(IAS, ['accounts400.ondemand.com', 'accounts.cloud.sap']),
    identity(LONELY, []),
    plain('/plain'),
    plain('/ec', { algorithms: ['ES256'] }),
    plain('/bound', { certificateBinding: 'required' }),
    plain('/perhaps-bound', { certificateBinding: 'if-present' }),
  ]
}
