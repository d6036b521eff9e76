import { createHmac } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { CompactEncrypt, exportSPKI, SignJWT } from 'jose'
import { requireGrant } from '../../lib/auth/grants.ts'
import {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
} from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import {
  APP,
  clientClaims,
  NOW_SECONDS,
  plainIssuer,
  xsuaaIssuer,
} from '../support/auth-fixtures.ts'
import {
  type FakeIssuer,
  sign,
  startFakeIssuer,
  type TestKey,
  testKey,
} from '../support/fake-issuer.ts'

let key: TestKey
let newKey: TestKey
let attacker: TestKey
let weakKey: TestKey
beforeAll(async () => {
  key = await testKey('key-1')
  newKey = await testKey('key-2')
  attacker = await testKey('key-1')
  weakKey = await testKey('weak', 1024)
})

let issuer: FakeIssuer
let now: number
let authenticator: Authenticator

beforeEach(async () => {
  issuer = await startFakeIssuer([key.jwk])
  now = NOW_SECONDS * 1000
})
afterEach(async () => {
  authenticator.close()
  await issuer.close()
})

function trust(options: AuthenticatorOptions = {}, issuers?: readonly TrustedIssuer[]): void {
  authenticator = createAuthenticator(issuers ?? [xsuaaIssuer(issuer.url)], {
    now: () => now,
    firstRetryMs: 5,
    maxRetryMs: 5,
    ...options,
  })
}

const claims = (changes: Record<string, unknown> = {}) => clientClaims(issuer.url, changes)
const call = async (token: string) => authenticator.authenticate([`Bearer ${token}`])
const refused = (code: string) => expect.objectContaining({ code })
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token of a trusted client', () => {
  it('is verified once and then remembered until it ends', async () => {
    trust()
    const token = await sign(claims(), key)
    const caller = await call(token)
    expect(() => requireGrant(caller, 'Ingest')).not.toThrow()
    await issuer.close()
    expect(authenticator.authenticate([`bearer ${token}`])).toBe(caller)
    now += 3_660_000
    await expect(call(token)).rejects.toEqual(refused('token_expired'))
  })

  it('is told from the same claims with another signature', async () => {
    trust()
    const token = await sign(claims(), key)
    await call(token)
    const [header, payload] = token.split('.')
    const forged = (await sign(claims(), attacker)).split('.')[2]
    await expect(call(`${header}.${payload}.${forged}`)).rejects.toEqual(refused('token_signature'))
  })

  it('knows which scopes would give a grant', async () => {
    trust()
    const caller = await call(await sign(claims({ scope: [] }), key))
    expect(() => requireGrant(caller, 'Ingest')).toThrow(refused('grant_missing'))
    expect(authenticator.scopesFor(caller, 'Ingest')).toEqual([`${APP}.Ingest`])
  })

  it('is accepted with the type of RFC 9068 and without any', async () => {
    trust()
    for (const typ of ['at+jwt', 'application/at+jwt', undefined]) {
      expect((await call(await sign(claims(), key, { typ }))).person).toBe(false)
    }
  })

  it('is accepted without a key id where there is one key only', async () => {
    trust()
    expect((await call(await sign(claims(), key, { kid: undefined }))).person).toBe(false)
  })

  it('finds the entry with its audience among several of one issuer', async () => {
    const other: TrustedIssuer = { ...xsuaaIssuer(issuer.url), tenant: 'another' }
    trust({}, [other, xsuaaIssuer(issuer.url)])
    expect((await call(await sign(claims(), key))).clientId).toBe('sb-quay-sender!t77')
    expect(issuer.calls).toBe(1)
  })

  it('is verified with keys found by discovery', async () => {
    trust({}, [plainIssuer(issuer.url, { kind: 'oidc', proof: { kind: 'discovery' } })])
    const token = await sign(claims({ iss: issuer.url, aud: 'harbour', sub: 'x', azp: 'x' }), key)
    expect((await call(token)).clientId).toBe('x')
    expect(issuer.calls).toBe(2)
  })
})

describe('a call that is refused without any call to the issuer', () => {
  const b64 = (text: string) => Buffer.from(text).toString('base64url')
  const header = { alg: 'RS256', kid: 'key-1', typ: 'JWT' }
  const unsigned = (head: unknown, body: unknown = claims()) => `${encode(head)}.${encode(body)}.`

  it.each<[string, string, () => string | Promise<string>]>([
    ['alg none', 'token_algorithm', () => unsigned({ ...header, alg: 'none' })],
    ['alg None', 'token_algorithm', () => unsigned({ ...header, alg: 'None' })],
    ['alg nOnE', 'token_algorithm', () => unsigned({ ...header, alg: 'nOnE' })],
    ['an empty alg', 'token_algorithm', () => unsigned({ ...header, alg: '' })],
    ['no alg', 'token_malformed', () => unsigned({ kid: 'key-1' })],
    ['alg in a list', 'token_malformed', () => unsigned({ ...header, alg: ['RS256'] })],
    ['a kid that is a number', 'token_malformed', () => unsigned({ ...header, kid: 1 })],
    [
      'HS256 with the public key (PEM)',
      'token_algorithm',
      async () => hmac(await exportSPKI(key.publicKey)),
    ],
    ['HS256 with the public key (n)', 'token_algorithm', () => hmac(String(key.jwk.n))],
    ['RS512', 'token_algorithm', () => signWith('RS512')],
    ['PS256', 'token_algorithm', () => signWith('PS256')],
    ['crit', 'token_malformed', () => unsigned({ ...header, crit: ['exp'], exp: 1 })],
    ['b64 false', 'token_malformed', () => unsigned({ ...header, crit: ['b64'], b64: false })],
    ['an encrypted token', 'token_malformed', encrypted],
    [
      'a type that is no access token',
      'token_malformed',
      () => sign(claims(), key, { typ: 'logout+jwt' }),
    ],
    ['an opaque token', 'token_malformed', () => '8271a067cafe'],
    ['two parts', 'token_malformed', () => `${encode(header)}.${encode({})}`],
    ['no JSON', 'token_malformed', () => `${b64('{')}.${b64('}')}.x`],
    ['claims as a list', 'token_malformed', () => unsigned(header, [])],
    ['claims as null', 'token_malformed', () => unsigned(header, null)],
    [
      'an unknown issuer',
      'token_issuer_unknown',
      () => sign(claims({ iss: 'https://evil.example' }), attacker),
    ],
    ['no issuer', 'token_issuer_unknown', () => sign(claims({ iss: undefined }), key)],
    ['exp missing', 'token_claims', () => sign(claims({ exp: undefined }), key)],
    ['exp as a string', 'token_claims', () => unsigned(header, { ...claims(), exp: '1900000000' })],
    ['expired', 'token_expired', () => sign(claims({ exp: NOW_SECONDS - 61 }), key)],
    ['not yet valid', 'token_not_yet_valid', () => sign(claims({ nbf: NOW_SECONDS + 90 }), key)],
  ])('%s', async (_name, code, make) => {
    trust()
    await expect(call(await make())).rejects.toEqual(refused(code))
    expect(issuer.calls).toBe(0)
  })

  it.each([
    ['a slash', (iss: string) => `${iss}/`],
    ['a path', (iss: string) => `${iss}/x`],
    ['a query', (iss: string) => `${iss}?a=b`],
    ['a fragment', (iss: string) => `${iss}#`],
    ['an encoded character', (iss: string) => `${iss}%2f`],
    ['a tab', (iss: string) => `${iss}\t`],
    ['a user', (iss: string) => iss.replace('://', '://user@')],
    ['another case', (iss: string) => iss.toUpperCase()],
    ['another scheme', (iss: string) => iss.replace('http:', 'https:')],
    ['nothing', () => ''],
    ['a prototype', () => '__proto__'],
    ['a list', (iss: string) => [iss]],
  ])('an issuer with %s', async (_name, change) => {
    trust()
    const iss = change(`${issuer.url}/oauth/token`) as string
    await expect(call(await sign({ ...claims(), iss }, key))).rejects.toEqual(
      refused('token_issuer_unknown'),
    )
    expect(issuer.calls).toBe(0)
  })

  it('two Authorization headers', async () => {
    trust()
    const header = `Bearer ${await sign(claims(), key)}`
    expect(() => authenticator.authenticate([header, header])).toThrow(refused('request_malformed'))
    expect(issuer.calls).toBe(0)
  })

  async function encrypted(): Promise<string> {
    return new CompactEncrypt(Buffer.from(JSON.stringify(claims())))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'key-1' })
      .encrypt(key.publicKey)
  }

  function signWith(alg: string): Promise<string> {
    return new SignJWT(claims()).setProtectedHeader({ alg, kid: 'key-1' }).sign(key.privateKey)
  }

  function hmac(secret: string): string {
    const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims())}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
})

describe('a token that was forged or is meant for others', () => {
  it.each<[string, string, () => Promise<string>]>([
    ['signed by another key under our key id', 'token_signature', () => sign(claims(), attacker)],
    ['signed by an unknown key', 'token_key_unknown', () => sign(claims(), newKey)],
    [
      'its key in the header (jwk)',
      'token_signature',
      () => sign(claims(), attacker, { jwk: attacker.jwk }),
    ],
    [
      'the address of its key in the header',
      'token_signature',
      () =>
        sign(claims(), attacker, { jku: 'http://127.0.0.1:9/keys', x5u: 'http://127.0.0.1:9/x' }),
    ],
    [
      'a certificate in the header',
      'token_signature',
      () => sign(claims(), attacker, { x5c: ['MIIB'] }),
    ],
    ['the application app!t77x', 'token_audience', () => sign(claims({ aud: [`${APP}x`] }), key)],
    [
      'a foreign application with our cid',
      'token_audience',
      () => sign(claims({ aud: ['other!t9'], cid: `sb-${APP}` }), key),
    ],
    ['another tenant', 'token_tenant', () => sign(claims({ zid: 'another' }), key)],
  ])('%s', async (_name, code, make) => {
    trust()
    await expect(call(await make())).rejects.toEqual(refused(code))
    // the keys, and one look for newer ones
    expect(issuer.calls).toBeLessThanOrEqual(2)
  })

  it.each<[string, string, Record<string, unknown>]>([
    [
      'a person',
      'user_token_not_allowed',
      { grant_type: 'authorization_code', user_name: 'someone' },
    ],
    ['no grant type', 'user_token_not_allowed', { grant_type: undefined }],
    ['no scope', 'grant_missing', { scope: undefined }],
    ['a longer scope', 'grant_missing', { scope: [`${APP}.Ingestion`] }],
    ['a scope inside a string', 'grant_missing', { scope: `x${APP}.Ingestx` }],
  ])('is authenticated but does not open the ingest path: %s', async (_name, code, changes) => {
    trust()
    const caller = await call(await sign(claims(changes), key))
    expect(() => requireGrant(caller, 'Ingest')).toThrow(refused(code))
  })

  it('is refused where its only key is too weak', async () => {
    issuer.keys = [weakKey.jwk, key.jwk]
    trust()
    const [header, payload] = [encode({ alg: 'RS256', kid: 'weak' }), encode(claims())]
    await expect(call(`${header}.${payload}.AAAA`)).rejects.toEqual(refused('token_key_unknown'))
  })

  it('is refused without a key id where there are several keys', async () => {
    issuer.keys = [key.jwk, newKey.jwk]
    trust()
    await expect(call(await sign(claims(), key, { kid: undefined }))).rejects.toEqual(
      refused('token_key_unknown'),
    )
  })
})
