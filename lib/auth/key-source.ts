import { allowInsecureRequests, customFetch, discovery } from 'openid-client'
import type { Fetch } from './bounded-fetch.ts'
import { isLoopback } from './loopback.ts'
import type { TrustedIssuer } from './trusted-issuer.ts'
import { type VerificationKey, verificationKeys } from './verification-key.ts'

/** Fetches an issuer's keys once. Rejects with an Error that says what was wrong. */
export type KeySource = () => Promise<readonly VerificationKey[]>

/** A name of where an issuer's keys are: issuers with the same name can share one key set. */
export function keySourceName(issuer: TrustedIssuer): string {
  const place = issuer.jwksUri ?? `discovery of ${issuer.issuers[0]}`
  return `${place} for ${issuer.algorithms.join(' ')}`
}

/** Keys come from the configured address, else from the issuer's own discovery document. */
export function keySource(issuer: TrustedIssuer, fetch: Fetch): KeySource {
  let discovered: string | null = null
  return async () => {
    const uri = issuer.jwksUri ?? discovered ?? (await discoverKeyAddress(issuer.issuers[0], fetch))
    try {
      const response = await fetch(uri, { headers: { accept: 'application/json' } })
      const keys = await verificationKeys(await response.json(), issuer.algorithms)
      discovered = uri
      return keys
    } catch (error) {
      // the address may have moved
      discovered = null
      throw error
    }
  }
}

/** OpenID Connect Discovery first, RFC 8414 where the issuer does not have it. */
async function discoverKeyAddress(issuer: string, fetch: Fetch): Promise<string> {
  const server = new URL(issuer)
  const insecure = isLoopback(server.hostname) && server.protocol === 'http:'
  const read = (algorithm: 'oidc' | 'oauth2') =>
    discovery(server, 'sf-event-receiver', undefined, undefined, {
      algorithm,
      execute: insecure ? [allowInsecureRequests] : [],
      [customFetch]: (url, { headers, method, signal }) =>
        fetch(url, { headers, method, ...(signal && { signal }) }),
    })
  const configuration = await read('oidc').catch(() => read('oauth2'))
  const address = configuration.serverMetadata().jwks_uri
  if (address === undefined) throw new Error('the discovery document names no jwks_uri')
  const { protocol, hostname } = new URL(address)
  if (protocol !== 'https:' && !(insecure && isLoopback(hostname))) {
    throw new Error('the discovery document names a jwks_uri that is not https')
  }
  return address
}
