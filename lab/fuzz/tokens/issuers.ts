import type { TrustedIssuer } from '../../../lib/auth/trusted-issuer.ts'
import {
  APP,
  clientClaims,
  NOW_SECONDS,
  plainIssuer,
  TENANT,
  xsuaaIssuer,
} from '../../../test/support/auth-fixtures.ts'
import { SENDER_CERTIFICATE } from '../../../test/support/client-certificates.ts'
import {
  type FakeIssuer,
  startFakeIssuer,
  type TestKey,
  testKey,
} from '../../../test/support/fake-issuer.ts'
import { thumbprintOf } from './certificates.ts'

/** A name for what every issuer trusts differently. */
export type IssuerName = 'xsuaa' | 'plain' | 'ias' | 'pinned'

export const ISSUER_NAMES: readonly IssuerName[] = ['xsuaa', 'plain', 'ias', 'pinned']

export interface FuzzedIssuer {
  readonly name: IssuerName
  readonly key: TestKey
  /** none where the keys stand in the configuration */
  readonly server: FakeIssuer | null
  readonly trusted: TrustedIssuer
  /** claims that it signs and that are accepted */
  readonly claims: Readonly<Record<string, unknown>>
}

export type FuzzedIssuers = Readonly<Record<IssuerName, FuzzedIssuer>>

const times = { iat: NOW_SECONDS - 10, exp: NOW_SECONDS + 36_000 }

/** One issuer of every kind, each with a key of its own and one more that signs nothing. */
export async function startIssuers(): Promise<FuzzedIssuers> {
  return {
    xsuaa: await xsuaa(),
    plain: await plain(),
    ias: await ias(),
    pinned: await pinned(),
  }
}

export async function closeIssuers(issuers: FuzzedIssuers): Promise<void> {
  await Promise.all(ISSUER_NAMES.map((name) => issuers[name].server?.close()))
}

async function withServer(name: IssuerName) {
  const key = await testKey(`${name}-1`)
  const other = await testKey(`${name}-2`)
  const server = await startFakeIssuer([key.jwk, other.jwk])
  return { name, key, server }
}

async function xsuaa(): Promise<FuzzedIssuer> {
  const started = await withServer('xsuaa')
  const { url } = started.server
  const claims = clientClaims(url, times)
  return { ...started, trusted: xsuaaIssuer(url), claims }
}

async function plain(): Promise<FuzzedIssuer> {
  const started = await withServer('plain')
  const { url } = started.server
  const bound = { 'x5t#S256': thumbprintOf(SENDER_CERTIFICATE) }
  const trusted = plainIssuer(url, {
    algorithms: ['RS256', 'PS256', 'RS512'],
    certificateBinding: 'if-present',
  })
  const claims = { iss: url, sub: 'quay', azp: 'quay', aud: 'harbour', cnf: bound, ...times }
  return { ...started, trusted, claims: { ...claims, scope: 'events.send other' } }
}

async function ias(): Promise<FuzzedIssuer> {
  const started = await withServer('ias')
  const { url } = started.server
  const trusted = plainIssuer(url, { kind: 'ias', tenant: TENANT })
  const claims = { iss: 'https://login.example', ias_iss: url, azp: 'quay', sub: 'quay' }
  return { ...started, trusted, claims: { ...claims, app_tid: TENANT, aud: ['harbour'], ...times } }
}

async function pinned(): Promise<FuzzedIssuer> {
  const key = await testKey('pinned-1')
  const pem = key.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const trusted = plainIssuer('urn:pinned', { proof: { kind: 'keys', pems: [pem] } })
  const claims = { iss: 'urn:pinned', sub: 'listed-client', aud: [APP, 'harbour'], ...times }
  return { name: 'pinned', key, server: null, trusted, claims }
}
