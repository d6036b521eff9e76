import { hash } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'

/** Verifies each token once and remembers it by its SHA-256 until it expires. */
export function createRememberedTokens({
  jwksUri,
  issuer,
  audience,
}: {
  readonly jwksUri: string
  readonly issuer: string
  readonly audience: string
}): (authorization: string | undefined) => Promise<void> | undefined {
  const keys = createRemoteJWKSet(new URL(jwksUri))
  const expiries = new Map<string, number>()

  async function verify(token: string, digest: string): Promise<void> {
    const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['RS256'] })
    expiries.set(digest, (payload.exp ?? 0) * 1_000)
  }

  return (authorization = '') => {
    const token = authorization.slice('Bearer '.length)
    const digest = hash('sha256', token, 'base64')
    return (expiries.get(digest) ?? 0) > Date.now() ? undefined : verify(token, digest)
  }
}
