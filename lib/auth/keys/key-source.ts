import type { Fetch } from '../../http/bounded-fetch.ts'
import { discoverIssuer, isInsecure } from '../../http/openid-client.ts'
import type { Proof, TrustedIssuer } from '../trusted-issuer.ts'
import { pinnedKeys, type VerificationKey, verificationKeys } from './verification-key.ts'

/** Fetches an issuer's keys once. */
export type KeySource = () => Promise<readonly VerificationKey[]>

/** Identifies the place of an issuer's keys: issuers with the same name share one key set. */
export function keySourceName({ proof, issuers, algorithms }: TrustedIssuer): string {
  const places: Readonly<Record<Proof['kind'], () => string>> = {
    jwks: () => JSON.stringify(proof),
    discovery: () => `discovery of ${issuers[0]}`,
    keys: () => `keys of ${issuers[0]} in the configuration`,
    introspection: () => `introspection of ${issuers[0]}`,
  }
  return `${places[proof.kind]()} for ${algorithms.join(' ')}`
}

/** Reads keys from the configured place, else from the issuer's discovery document. */
export function keySource(issuer: TrustedIssuer, fetch: Fetch): KeySource {
  const { proof, algorithms } = issuer
  const read = async (uri: string, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(uri, { headers: { accept: 'application/json', ...headers } })
    return verificationKeys(await response.json(), algorithms)
  }
  switch (proof.kind) {
    case 'jwks':
      return () => read(proof.uri, proof.headers)
    case 'keys':
      return () => pinnedKeys(proof.pems)
    case 'discovery':
      return discoveredSource(issuer.issuers[0], fetch, (uri) => read(uri, {}))
    case 'introspection':
      return () => Promise.resolve([])
  }
}

/** Discovers the address again after it returned no keys: it may have moved. */
function discoveredSource(
  issuer: string,
  fetch: Fetch,
  read: (uri: string) => ReturnType<KeySource>,
): KeySource {
  let discovered: string | null = null
  return async () => {
    const uri = discovered ?? (await discoverKeyAddress(issuer, fetch))
    discovered = null
    const keys = await read(uri)
    discovered = uri
    return keys
  }
}

/** OpenID Connect Discovery first, then RFC 8414. */
async function discoverKeyAddress(issuer: string, fetch: Fetch): Promise<string> {
  const read = (algorithm: 'oidc' | 'oauth2') =>
    discoverIssuer(new URL(issuer), 'sf-event-receiver', fetch, algorithm)
  const { jwks_uri: address } = await read('oidc').catch(() => read('oauth2'))
  if (address === undefined) throw new Error('the discovery document names no jwks_uri')
  const isSafe =
    new URL(address).protocol === 'https:' || (isInsecure(issuer) && isInsecure(address))
  if (!isSafe) {
    throw new Error('the discovery document names a jwks_uri that is not https')
  }
  return address
}
