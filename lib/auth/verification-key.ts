import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'

/** A public key of an issuer that may verify a token. */
export interface VerificationKey {
  readonly keyId: string | null
  /** the only algorithm that the issuer gives it; null = any allowed one that fits its type */
  readonly algorithm: string | null
  /** RFC 7638, base64url SHA-256 */
  readonly thumbprint: string
  readonly key: KeyObject
}

const MIN_RSA_BITS = 2048
const MAX_KEYS = 100

const keySetSchema = z.object({ keys: z.array(z.unknown()) })
const jwkSchema = z.looseObject({
  kty: z.enum(['RSA', 'EC', 'OKP']),
  kid: z.string().optional(),
  alg: z.string().optional(),
  use: z.literal('sig').optional(),
  key_ops: z.array(z.string()).optional(),
  // a set that publishes private keys is broken: those keys verify nothing
  d: z.undefined().optional(),
})

/**
 * The keys of a JWK set that may verify a signature with one of `algorithms`. Others are left out:
 * symmetric and private ones, RSA below 2048 bits, those for encryption or for another algorithm.
 * Throws where the document is no JWK set.
 */
export async function verificationKeys(
  document: unknown,
  algorithms: readonly string[],
): Promise<readonly VerificationKey[]> {
  const { keys } = keySetSchema.parse(document)
  const found = await Promise.all(
    keys.slice(0, MAX_KEYS).map((jwk) => verificationKey(jwk, algorithms)),
  )
  return found.filter((key) => key !== null)
}

async function verificationKey(
  entry: unknown,
  algorithms: readonly string[],
): Promise<VerificationKey | null> {
  const parsed = jwkSchema.safeParse(entry)
  if (!parsed.success) return null
  const jwk = parsed.data
  if (jwk.alg !== undefined && !algorithms.includes(jwk.alg)) return null
  if (jwk.key_ops !== undefined && !jwk.key_ops.includes('verify')) return null
  try {
    const key = createPublicKey({ key: entry as JsonWebKey, format: 'jwk' })
    const bits = key.asymmetricKeyDetails?.modulusLength
    if (jwk.kty === 'RSA' && (bits === undefined || bits < MIN_RSA_BITS)) return null
    const thumbprint = await calculateJwkThumbprint(key)
    return { keyId: jwk.kid ?? null, algorithm: jwk.alg ?? null, thumbprint, key }
  } catch {
    // numbers that make no key: as good as absent
    return null
  }
}
