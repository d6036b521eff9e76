import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, type JWK, type JWTPayload, SignJWT } from 'jose'
import { settledOrTimeout } from './eventually.ts'

/** A key pair that tests sign with, and its public half as an issuer publishes it. */
export interface TestKey {
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwk: JWK
}

export async function testKey(kid: string, bits = 2048): Promise<TestKey> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return { kid, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } }
}

export function sign(claims: JWTPayload, key: TestKey, header = {}): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT', ...header })
    .sign(key.privateKey)
}

/** A tiny server of keys that can be out, hang or answer rubbish. */
export interface FakeIssuer {
  readonly url: string
  /** how many calls reached it */
  calls: number
  keys: readonly JWK[]
  /** set = answers instead of serving the keys */
  instead: RequestListener | null
  close(): Promise<void>
}

export async function startFakeIssuer(keys: readonly JWK[]): Promise<FakeIssuer> {
  const server = createServer((request, response) => {
    issuer.calls += 1
    if (issuer.instead !== null) {
      issuer.instead(request, response)
      return
    }
    const discovery = request.url?.includes('/.well-known/') === true
    const body = discovery
      ? { issuer: issuer.url, jwks_uri: `${issuer.url}/token_keys` }
      : { keys: issuer.keys }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const issuer: FakeIssuer = {
    url: `http://127.0.0.1:${port}`,
    calls: 0,
    keys,
    instead: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return issuer
}

/** Polls until the condition holds. */
export function until(condition: () => boolean): Promise<void> {
  return settledOrTimeout(condition, String(condition))
}
