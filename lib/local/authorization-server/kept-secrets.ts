import {
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  randomBytes,
  randomUUID,
} from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { LocalConfig } from '../../config/config.ts'
import { ReceiverError } from '../../errors.ts'
import type { ClientCredentials } from '../../http/client-token.ts'

export type LocalClientId = 'successfactors' | 'operator'

/** A client's secret, and its file unless the secret was given. */
export interface ClientSecret {
  readonly secret: string
  readonly secretFile: string | null
}

/** RFC 6749 appendix A.2, without blanks, which would be lost at the end of a file. */
const plainSecret = /^[\x21-\x7e]{1,512}$/

/** The folder of what the local authorization server keeps. */
export const localFolder = (dataDir: string) => join(dataDir, 'local')

/** The file of a local client's secret. */
export function secretFileOf(dataDir: string, name: string): string {
  return join(localFolder(dataDir), `${name}.secret`)
}

/** A client of the local authorization server; null = the server was never started. */
export async function readLocalClient(
  { dataDir, tokenPort, ...given }: LocalConfig,
  clientId: LocalClientId,
): Promise<ClientCredentials | null> {
  const secret =
    (clientId === 'operator' ? given.operatorSecret : given.clientSecret) ??
    (await readFile(secretFileOf(dataDir, clientId), 'utf8').catch(() => null))
  if (secret === null) return null
  const tokenUrl = `http://localhost:${tokenPort}/oauth/token`
  return { tokenUrl, clientId, clientSecret: secret.trim() }
}

/** The given secret, else the one in its file, which is made once (mode 0600). */
export async function clientSecret(
  dataDir: string,
  name: string,
  given?: string,
): Promise<ClientSecret> {
  const file = secretFileOf(dataDir, name)
  const secretFile = given === undefined ? file : null
  const secret = given ?? (await onceFile(file, () => randomBytes(32).toString('base64url')))
  if (!plainSecret.test(secret.trim())) {
    throw new ReceiverError(
      'config_invalid',
      `Expected a secret of 1 to 512 visible ASCII characters for the local client ${name}, something else is in ${secretFile ?? 'its variable'}. ${secretFile === null ? 'Choose another.' : 'Delete the file; a new one is made.'}`,
    )
  }
  return { secret: secret.trim(), secretFile }
}

export interface SigningKey extends JsonWebKey {
  readonly kty: 'RSA'
  readonly kid: string
  readonly alg: 'RS256'
  readonly use: 'sig'
}

/** The key in `<folder>/signing-key.json`. Created once, so that tokens survive a restart. */
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

/**
 * The content of a file that only its owner can read. Created once with `make`: the file appears
 * complete, and the first of several processes wins.
 */
export async function onceFile(path: string, make: () => string): Promise<string> {
  const present = await readIfThere(path)
  if (present !== null) return present
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, make(), { mode: 0o600, flag: 'wx' })
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  return await readFile(path, 'utf8')
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
