import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import { ReceiverError } from '../errors.ts'
import { boundedFetch, type Fetch } from '../http/bounded-fetch.ts'
import { KEY_BYTES } from './key-bytes.ts'

/** A password in SAP Credential Store. */
export interface StoredCredential {
  /** of the binding */
  readonly url: string
  readonly username: string
  readonly password: string
  /** the binding's keys for the encryption of the contents: base64 of DER */
  readonly clientPrivateKey: string
  readonly serverPublicKey: string
  readonly namespace: string
  readonly name: string
}

const LIMITS = {
  timeoutMs: 10_000,
  maxBytes: 64 * 1024,
  accepts: (status: number) => [200, 201, 404, 412].includes(status),
}
const DECRYPTION = {
  keyManagementAlgorithms: ['RSA-OAEP-256'],
  contentEncryptionAlgorithms: ['A256GCM'],
}

/**
 * The master key from SAP Credential Store. Creates it at the first start.
 * @throws ReceiverError master_key_away
 */
export async function readCredential(
  credential: StoredCredential,
  fetch: Fetch = globalThis.fetch,
): Promise<string> {
  try {
    const request = boundedFetch(fetch, LIMITS)
    const known = await readPassword(credential, request)
    if (known !== null) return known
    await createPassword(credential, request)
    // Another instance may have created its own meanwhile: the first one stays.
    const created = await readPassword(credential, request)
    if (created === null) throw new Error('expected the created credential, there is none')
    return created
  } catch (cause) {
    throw new ReceiverError(
      'master_key_away',
      'expected the master key from SAP Credential Store, got none: check the binding (authentication "basic", encrypted payload) and MASTER_KEY_CREDENTIAL',
      { cause },
    )
  }
}

async function readPassword(credential: StoredCredential, fetch: Fetch): Promise<string | null> {
  const url = `${credential.url}/password?name=${encodeURIComponent(credential.name)}`
  const response = await fetch(url, { headers: headersOf(credential) })
  if (response.status === 404) return null
  const key = createPrivateKey({
    key: Buffer.from(credential.clientPrivateKey, 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  const { plaintext } = await compactDecrypt(await response.text(), key, DECRYPTION)
  const { value } = JSON.parse(Buffer.from(plaintext).toString('utf8')) as { value?: unknown }
  if (typeof value !== 'string') throw new Error('expected a password with a value')
  return value
}

/** Never replaces a password. */
async function createPassword(credential: StoredCredential, fetch: Fetch): Promise<void> {
  const value = randomBytes(KEY_BYTES).toString('base64')
  const key = createPublicKey({
    key: Buffer.from(credential.serverPublicKey, 'base64'),
    format: 'der',
    type: 'spki',
  })
  const body = await new CompactEncrypt(
    Buffer.from(JSON.stringify({ name: credential.name, value })),
  )
    .setProtectedHeader({
      alg: 'RSA-OAEP-256',
      enc: 'A256GCM',
      iat: Math.floor(Date.now() / 1_000),
    } as never)
    .encrypt(key)
  await fetch(`${credential.url}/password`, {
    method: 'POST',
    headers: {
      ...headersOf(credential),
      'Content-Type': 'application/jose',
      'If-None-Match': '*',
    },
    body,
  })
}

function headersOf({ username, password, namespace }: StoredCredential): Record<string, string> {
  return {
    Authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    'sapcp-credstore-namespace': namespace,
  }
}
