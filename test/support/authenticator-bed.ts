import { afterEach, beforeAll, beforeEach, expect } from '@jest/globals'
import type { Caller } from '../../lib/auth/caller.ts'
import {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
} from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { clientClaims, NOW_SECONDS, xsuaaIssuer } from './auth-fixtures.ts'
import { type FakeIssuer, startFakeIssuer, type TestKey, testKey } from './fake-issuer.ts'

/** An issuer, and an authenticator that a test lets trust it. Both are new for each test of the file. */
class AuthenticatorBed {
  key!: TestKey
  newKey!: TestKey
  /** another key under the id of `key` */
  attacker!: TestKey
  weakKey!: TestKey
  issuer!: FakeIssuer
  authenticator!: Authenticator
  /** epoch milliseconds */
  now = 0

  trust(options: AuthenticatorOptions = {}, issuers?: readonly TrustedIssuer[]): void {
    this.authenticator = createAuthenticator(issuers ?? [xsuaaIssuer(this.issuer.url)], {
      now: () => this.now,
      firstRetryMs: 5,
      maxRetryMs: 5,
      ...options,
    })
  }

  readonly claims = (changes: Record<string, unknown> = {}) =>
    clientClaims(this.issuer.url, changes)

  readonly call = async (token: string): Promise<Caller> =>
    this.authenticator.authenticate([`Bearer ${token}`])
}

/** Registers the hooks of the test file. */
export function authenticatorBed(): AuthenticatorBed {
  const bed = new AuthenticatorBed()
  beforeAll(async () => {
    bed.key = await testKey('key-1')
    bed.newKey = await testKey('key-2')
    bed.attacker = await testKey('key-1')
    bed.weakKey = await testKey('weak', 1024)
  })
  beforeEach(async () => {
    bed.issuer = await startFakeIssuer([bed.key.jwk])
    bed.now = NOW_SECONDS * 1_000
  })
  afterEach(async () => {
    bed.authenticator.close()
    await bed.issuer.close()
  })
  return bed
}

export const refused = (code: string) => expect.objectContaining({ code })
