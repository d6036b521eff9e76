import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { z } from 'zod'

export interface VerificationKey {
  readonly keyId: string | null
  /** a configured key: it may verify tokens with any key id */
  readonly pinned: boolean
  /** the only algorithm for this key; null = any allowed one that fits its type */
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
  // Do not use keys of a set that publishes private keys.
  d: z.undefined().optional(),
})

/**
 * The keys of a JWK set that may verify a signature with one of `algorithms`. Skips symmetric and
 * private keys, RSA below 2048 bits, and keys for encryption or other algorithms. Throws if the
 * document is no JWK set.
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

/** Configured public keys (PEM). Throws for other texts and for weak keys. */
export async function pinnedKeys(pems: readonly string[]): Promise<readonly VerificationKey[]> {
  return Promise.all(
    pems.map(async (pem) => {
      const key = createPublicKey(pem)
      if (isWeak(key)) throw new Error(`expected RSA keys of at least ${MIN_RSA_BITS} bits`)
      const thumbprint = await calculateJwkThumbprint(key)
      return { keyId: null, pinned: true, algorithm: null, thumbprint, key }
    }),
  )
}

/** The usable part of a set, for storage. */
export function toKeySetDocument(keys: readonly VerificationKey[]): { keys: object[] } {
  return {
    keys: keys.map(({ key, keyId, algorithm }) => ({
      ...key.export({ format: 'jwk' }),
      ...(keyId === null ? {} : { kid: keyId }),
      ...(algorithm === null ? {} : { alg: algorithm }),
    })),
  }
}

function isWeak(key: KeyObject): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength
  return key.asymmetricKeyType?.startsWith('rsa') === true && (bits ?? 0) < MIN_RSA_BITS
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
    if (isWeak(key)) return null
    const thumbprint = await calculateJwkThumbprint(key)
    return { keyId: jwk.kid ?? null, pinned: false, algorithm: jwk.alg ?? null, thumbprint, key }
  } catch {
    // Not a valid key: skip.
    return null
  }
}
