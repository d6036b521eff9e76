import {
  constants,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
} from 'node:crypto'
import type { JWK } from 'jose'
import { clientClaims } from '../support/auth-fixtures.ts'
import { type TestKey, testKey } from '../support/fake-issuer.ts'
import { PLANTED_CLAIMS } from './planted.ts'
import { APP_TID, IAS, IAS_CLIENT } from './trusted.ts'

export type Signer = (input: string) => Buffer
type Changes = Readonly<Record<string, unknown>>

/** Makes tokens, good ones and all others. */
export interface Forge {
  /** of the server behind every issuer that is trusted */
  readonly url: string
  /** of a server that must never be called */
  readonly attacker: string
  readonly keys: ForgeKeys
  readonly now: number
  header(changes?: Changes): Record<string, unknown>
  /** what the XSUAA issuer writes for a sender that may send */
  claims(changes?: Changes): Record<string, unknown>
  /** the same of the Cloud Identity issuer */
  iasClaims(changes?: Changes): Record<string, unknown>
  /** the same of an issuer below the server's address */
  plainClaims(path: string, changes?: Changes): Record<string, unknown>
  /** signed with the key of the issuers */
  signed(claims?: unknown, header?: Changes): string
  /** signed with another key under the same key id */
  forged(claims?: unknown, header?: Changes): string
}

export interface ForgeKeys {
  readonly rsa: TestKey
  readonly ec: TestKey
  readonly attacker: TestKey
  readonly attackerEc: TestKey
}

export async function forgeKeys(): Promise<ForgeKeys> {
  return {
    rsa: await testKey('key-1'),
    ec: ecKey('ec-1'),
    attacker: await testKey('key-1'),
    attackerEc: ecKey('ec-1'),
  }
}

function ecKey(kid: string): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' }) as JWK
  return { kid, privateKey, publicKey, jwk: { ...jwk, kid, use: 'sig', alg: 'ES256' } }
}

export function createForge(url: string, attacker: string, keys: ForgeKeys): Forge {
  const now = Math.floor(Date.now() / 1_000)
  const times = { iat: now - 10, exp: now + 3_600 }
  const header = (changes: Changes = {}) => ({ alg: 'RS256', kid: 'key-1', typ: 'JWT', ...changes })
  const claims = (changes: Changes = {}) =>
    clientClaims(url, { ...times, ...PLANTED_CLAIMS, ...changes })
  return {
    url,
    attacker,
    keys,
    now,
    header,
    claims,
    iasClaims: (changes = {}) => ({
      iss: IAS,
      aud: IAS_CLIENT,
      azp: 'quay-sender',
      sap_id_type: 'app',
      ias_apis: ['Ingest'],
      app_tid: APP_TID,
      ...times,
      ...PLANTED_CLAIMS,
      ...changes,
    }),
    plainClaims: (path, changes = {}) => ({
      iss: `${url}${path}`,
      aud: 'harbour',
      azp: 'plain-sender',
      gty: 'client-credentials',
      scope: 'events.send',
      ...times,
      ...PLANTED_CLAIMS,
      ...changes,
    }),
    signed: (given = claims(), changes = {}) => compact(header(changes), given, rsa(keys.rsa)),
    forged: (given = claims(), changes = {}) => compact(header(changes), given, rsa(keys.attacker)),
  }
}

/** Claims of a token for the broker among the issuers. */
export function brokerClaims(forge: Forge, aud: unknown): Record<string, unknown> {
  const iss = `${forge.url}/broker/oauth/token`
  return forge.claims({ iss, aud, scope: ['harbour!b7.Ingest'] })
}

/** A text stands for itself, anything else for its JSON. */
export function encode(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return Buffer.from(text).toString('base64url')
}

export function compact(header: unknown, claims: unknown, sign: Signer): string {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${sign(input).toString('base64url')}`
}

export const unsigned: Signer = () => Buffer.alloc(0)

/** A signature that is always the same. */
export function fixed(signature: Buffer): Signer {
  return () => signature
}

export function rsa({ privateKey }: TestKey, digest = 'sha256'): Signer {
  return (input) => signBytes(digest, Buffer.from(input), privateKey)
}

export function pss({ privateKey: key }: TestKey, digest: string): Signer {
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST
  return (input) => signBytes(digest, Buffer.from(input), { key, padding, saltLength })
}

export function ecdsa(key: KeyObject, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): Signer {
  return (input) => signBytes('sha256', Buffer.from(input), { key, dsaEncoding })
}

export function eddsa(): Signer {
  const { privateKey } = generateKeyPairSync('ed25519')
  return (input) => signBytes(null, Buffer.from(input), privateKey)
}

export function hmac(digest: string, secret: string | Buffer): Signer {
  return (input) => createHmac(digest, secret).update(input).digest()
}

const pem = ({ publicKey }: TestKey) => publicKey.export({ type: 'spki', format: 'pem' }).toString()
const der = ({ publicKey }: TestKey) => publicKey.export({ type: 'spki', format: 'der' })

/** All values of the public key that a confused server could use as an HMAC secret. */
export const PUBLIC_SECRETS: readonly (readonly [
  name: string,
  secret: (key: TestKey) => string | Buffer,
])[] = [
  ['CVE-2015-9235 the public key as PEM', pem],
  ['CVE-2026-34950 the public key as PEM behind a line end', (key) => `\n${pem(key)}`],
  ['CVE-2016-5431 the public key as PEM without its last line end', (key) => pem(key).trim()],
  [
    'CVE-2017-11424 the public key as PKCS #1',
    ({ publicKey }) => publicKey.export({ type: 'pkcs1', format: 'pem' }),
  ],
  ['CVE-2023-48223 the public key as DER', der],
  ['CVE-2022-29217 the public key for OpenSSH', (key) => `ssh-rsa ${der(key).toString('base64')}`],
  ['CVE-2024-54150 the public key as JWK', ({ jwk }) => JSON.stringify(jwk)],
  ['CVE-2016-10555 the modulus as text', ({ jwk }) => String(jwk.n)],
  ['CVE-2024-37568 the modulus as bytes', ({ jwk }) => Buffer.from(String(jwk.n), 'base64url')],
  ['RFC 8725 2.2 the key id', ({ kid }) => kid],
  ['RFC 8725 2.2 an empty secret', () => ''],
  ['RFC 8725 2.2 a guessable secret', () => 'secret'],
]
