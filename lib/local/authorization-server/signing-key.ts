import { createPrivateKey, generateKeyPairSync, type JsonWebKey, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { ReceiverError } from '../../errors.ts'
import { onceFile } from './once-file.ts'

/** A private RSA key as a JWK with its id, algorithm and use. */
export interface SigningKey extends JsonWebKey {
  readonly kty: 'RSA'
  readonly kid: string
  readonly alg: 'RS256'
  readonly use: 'sig'
}

/** The key in `<folder>/signing-key.json`, made once, so that tokens outlive a restart. */
export async function signingKey(folder: string): Promise<SigningKey> {
  const file = join(folder, 'signing-key.json')
  const text = await onceFile(file, () => JSON.stringify(newSigningKey()))
  try {
    const jwk = JSON.parse(text) as SigningKey
    createPrivateKey({ key: jwk, format: 'jwk' })
    return jwk
  } catch (cause) {
    throw new ReceiverError(
      'config_invalid',
      `Expected a private key as JWK in ${file}, something else is there. Delete the file; a new one is made.`,
      { cause },
    )
  }
}

function newSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    ...privateKey.export({ format: 'jwk' }),
    kty: 'RSA',
    kid: `default-jwt-key-${randomUUID().slice(0, 8)}`,
    alg: 'RS256',
    use: 'sig',
  }
}
