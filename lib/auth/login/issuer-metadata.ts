import type { ServerMetadata } from 'openid-client'
import type { Fetch } from '../../http/bounded-fetch.ts'
import { discoverIssuer } from '../../http/openid-client.ts'
import type { LoginClient, LoginEndpoints, TrustedIssuer } from '../trusted-issuer.ts'

export type LoginIssuer = Pick<TrustedIssuer, 'kind' | 'issuers' | 'tenant'>

/** The endpoints of an issuer, from the configuration or its discovery document. */
export async function metadataOf(
  issuer: LoginIssuer,
  { clientId, endpoints }: LoginClient,
  fetch: Fetch,
): Promise<ServerMetadata> {
  const [name] = issuer.issuers
  if (endpoints !== null) return configuredMetadata(name, endpoints)
  const metadata = await discoverIssuer(discoveryAddress(issuer, clientId), clientId, fetch)
  if (issuer.issuers.includes(metadata.issuer)) return metadata
  throw new Error('the discovery document names an issuer that is not accepted')
}

/**
 * Cloud Identity names its issuer without a scheme unless the request names the application.
 * openid-client checks the issuer's name only if it gets an issuer, not the document's address.
 */
function discoveryAddress({ kind, issuers: [name], tenant }: LoginIssuer, clientId: string): URL {
  if (kind !== 'ias') return new URL(name)
  const query = { client_id: clientId, ...(tenant !== null && { app_tid: tenant }) }
  return new URL(`/.well-known/openid-configuration?${new URLSearchParams(query)}`, name)
}

function configuredMetadata(
  issuer: string,
  { authorization, token, keys, logout }: LoginEndpoints,
): ServerMetadata {
  return {
    issuer,
    authorization_endpoint: authorization,
    token_endpoint: token,
    jwks_uri: keys,
    ...(logout?.kind === 'oidc' ? { end_session_endpoint: logout.uri } : {}),
  }
}
