import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import type { TrustedIssuer } from '../../../lib/auth/trusted-issuer.ts'

/** An issuer that exists in the configuration alone, and signs as many tokens as are wanted. */
export interface BenchIssuer {
  /** as TRUSTED_ISSUERS has it */
  readonly entry: Readonly<Record<string, unknown>>
  /** as the authenticator has it */
  readonly issuer: TrustedIssuer
  sign(count: number): Promise<string[]>
}

const ISSUER = 'https://bench.example'
const AUDIENCE = 'sf-event-receiver'
const CLIENT = 'bench-sender'
const LIFETIME_SECONDS = 3_600
/** Signatures that are made at a time: they have threads of their own. */
const AT_ONCE = 64

export function createBenchIssuer(algorithm: 'RS256' | 'ES256'): BenchIssuer {
  const { privateKey, publicKey } = keyPair(algorithm)
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const nobody = { scopes: [], clients: [], groups: [] }
  return {
    entry: {
      kind: 'jwks',
      issuer: ISSUER,
      publicKeys: [pem],
      algorithms: [algorithm],
      audience: AUDIENCE,
      clients: [CLIENT],
    },
    issuer: {
      kind: 'jwks',
      issuers: [ISSUER],
      proof: { kind: 'keys', pems: [pem] },
      algorithms: [algorithm],
      audience: { kind: 'exact', values: [AUDIENCE] },
      tenant: null,
      clientMark: null,
      certificateBinding: 'off',
      clockToleranceSeconds: 60,
      grants: {
        Ingest: { ...nobody, clients: [CLIENT] },
        Monitor: nobody,
        Reveal: nobody,
        Operate: nobody,
        Forget: nobody,
        Retention: nobody,
      },
    },
    async sign(count) {
      const tokens: string[] = []
      while (tokens.length < count) {
        const some = Array.from({ length: Math.min(AT_ONCE, count - tokens.length) }, (_, index) =>
          signOne(privateKey, algorithm, `t-${tokens.length + index}`),
        )
        tokens.push(...(await Promise.all(some)))
      }
      return tokens
    },
  }
}

function keyPair(algorithm: 'RS256' | 'ES256') {
  return algorithm === 'RS256'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 })
    : generateKeyPairSync('ec', { namedCurve: 'P-256' })
}

/** The claims have about the size of XSUAA's. */
function signOne(key: KeyObject, algorithm: string, id: string): Promise<string> {
  const granted = ['uaa.resource', `${AUDIENCE}.Ingest`]
  return new SignJWT({
    sub: CLIENT,
    client_id: CLIENT,
    azp: CLIENT,
    scope: granted,
    authorities: granted,
    ext_attr: { enhancer: 'XSUAA', subaccountid: '10ca1000-0000-4000-8000-000000000001' },
  })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setIssuer(ISSUER)
    .setAudience([AUDIENCE, 'uaa', CLIENT])
    .setJti(id)
    .setIssuedAt()
    .setExpirationTime(`${LIFETIME_SECONDS}s`)
    .sign(key)
}
