import { createHmac } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { CompactEncrypt, exportSPKI, SignJWT } from 'jose'
import { requireGrant } from '../../lib/auth/grants.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { APP, NOW_SECONDS, plainIssuer, xsuaaIssuer } from '../support/auth-fixtures.ts'
import { authenticatorBed, refused } from '../support/authenticator-bed.ts'
import { sign } from '../support/fake-issuer.ts'

const bed = authenticatorBed()
const { claims, call } = bed
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a token of a trusted client', () => {
  it('is verified once and then remembered until it ends', async () => {
    bed.trust()
    const token = await sign(claims(), bed.key)
    const caller = await call(token)
    expect(() => requireGrant(caller, 'Ingest')).not.toThrow()
    await bed.issuer.close()
    expect(bed.authenticator.authenticate([`bearer ${token}`])).toBe(caller)
    bed.now += 3_660_000
    await expect(call(token)).rejects.toEqual(refused('token_expired'))
  })

  it('is distinguished from the same claims with another signature', async () => {
    bed.trust()
    const token = await sign(claims(), bed.key)
    await call(token)
    const [header, payload] = token.split('.')
    const forged = (await sign(claims(), bed.attacker)).split('.')[2]
    await expect(call(`${header}.${payload}.${forged}`)).rejects.toEqual(refused('token_signature'))
  })

  it('knows which scopes would give a grant', async () => {
    bed.trust()
    const caller = await call(await sign(claims({ scope: [] }), bed.key))
    expect(() => requireGrant(caller, 'Ingest')).toThrow(refused('grant_missing'))
    expect(bed.authenticator.scopesFor(caller, 'Ingest')).toEqual([`${APP}.Ingest`])
  })

  it('is accepted with the type of RFC 9068 and without any', async () => {
    bed.trust()
    for (const typ of ['at+jwt', 'application/at+jwt', undefined]) {
      expect((await call(await sign(claims(), bed.key, { typ }))).person).toBe(false)
    }
  })

  it('is accepted without a key id where there is one key only', async () => {
    bed.trust()
    expect((await call(await sign(claims(), bed.key, { kid: undefined }))).person).toBe(false)
  })

  it('finds the entry with its audience among several of one issuer', async () => {
    const other: TrustedIssuer = { ...xsuaaIssuer(bed.issuer.url), tenant: 'another' }
    bed.trust({}, [other, xsuaaIssuer(bed.issuer.url)])
    expect((await call(await sign(claims(), bed.key))).clientId).toBe('sb-quay-sender!t77')
    expect(bed.issuer.calls).toBe(1)
  })

  it('is verified with keys found by discovery', async () => {
    bed.trust({}, [plainIssuer(bed.issuer.url, { kind: 'oidc', proof: { kind: 'discovery' } })])
    const token = await sign(
      claims({ iss: bed.issuer.url, aud: 'harbour', sub: 'x', azp: 'x' }),
      bed.key,
    )
    expect((await call(token)).clientId).toBe('x')
    expect(bed.issuer.calls).toBe(2)
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
      async () => hmac(await exportSPKI(bed.key.publicKey)),
    ],
    ['HS256 with the public key (n)', 'token_algorithm', () => hmac(String(bed.key.jwk.n))],
    ['RS512', 'token_algorithm', () => signWith('RS512')],
    ['PS256', 'token_algorithm', () => signWith('PS256')],
    ['crit', 'token_malformed', () => unsigned({ ...header, crit: ['exp'], exp: 1 })],
    ['b64 false', 'token_malformed', () => unsigned({ ...header, crit: ['b64'], b64: false })],
    ['an encrypted token', 'token_malformed', encrypted],
    [
      'a type that is no access token',
      'token_malformed',
      () => sign(claims(), bed.key, { typ: 'logout+jwt' }),
    ],
    ['an opaque token', 'token_malformed', () => '8271a067cafe'],
    ['two parts', 'token_malformed', () => `${encode(header)}.${encode({})}`],
    ['no JSON', 'token_malformed', () => `${b64('{')}.${b64('}')}.x`],
    ['claims as a list', 'token_malformed', () => unsigned(header, [])],
    ['claims as null', 'token_malformed', () => unsigned(header, null)],
    [
      'an unknown issuer',
      'token_issuer_unknown',
      () => sign(claims({ iss: 'https://evil.example' }), bed.attacker),
    ],
    ['no issuer', 'token_issuer_unknown', () => sign(claims({ iss: undefined }), bed.key)],
    ['exp missing', 'token_claims', () => sign(claims({ exp: undefined }), bed.key)],
    ['exp as a string', 'token_claims', () => unsigned(header, { ...claims(), exp: '1900000000' })],
    ['expired', 'token_expired', () => sign(claims({ exp: NOW_SECONDS - 61 }), bed.key)],
    [
      'not yet valid',
      'token_not_yet_valid',
      () => sign(claims({ nbf: NOW_SECONDS + 90 }), bed.key),
    ],
  ])('%s', async (_name, code, make) => {
    bed.trust()
    await expect(call(await make())).rejects.toEqual(refused(code))
    expect(bed.issuer.calls).toBe(0)
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
    bed.trust()
    const iss = change(`${bed.issuer.url}/oauth/token`) as string
    await expect(call(await sign({ ...claims(), iss }, bed.key))).rejects.toEqual(
      refused('token_issuer_unknown'),
    )
    expect(bed.issuer.calls).toBe(0)
  })

  it('two Authorization headers', async () => {
    bed.trust()
    const header = `Bearer ${await sign(claims(), bed.key)}`
    expect(() => bed.authenticator.authenticate([header, header])).toThrow(
      refused('request_malformed'),
    )
    expect(bed.issuer.calls).toBe(0)
  })

  async function encrypted(): Promise<string> {
    return new CompactEncrypt(Buffer.from(JSON.stringify(claims())))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'key-1' })
      .encrypt(bed.key.publicKey)
  }

  function signWith(alg: string): Promise<string> {
    return new SignJWT(claims()).setProtectedHeader({ alg, kid: 'key-1' }).sign(bed.key.privateKey)
  }

  function hmac(secret: string): string {
    const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims())}`
    return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
  }
})

describe('a token that was forged or is meant for others', () => {
  it.each<[string, string, () => Promise<string>]>([
    [
      'signed by another key under our key id',
      'token_signature',
      () => sign(claims(), bed.attacker),
    ],
    ['signed by an unknown key', 'token_key_unknown', () => sign(claims(), bed.newKey)],
    [
      'its key in the header (jwk)',
      'token_signature',
      () => sign(claims(), bed.attacker, { jwk: bed.attacker.jwk }),
    ],
    [
      'the address of its key in the header',
      'token_signature',
      () =>
        sign(claims(), bed.attacker, {
          jku: 'http://127.0.0.1:9/keys',
          x5u: 'http://127.0.0.1:9/x',
        }),
    ],
    [
      'a certificate in the header',
      'token_signature',
      () => sign(claims(), bed.attacker, { x5c: ['MIIB'] }),
    ],
    [
      'the application app!t77x',
      'token_audience',
      () => sign(claims({ aud: [`${APP}x`] }), bed.key),
    ],
    [
      'a foreign application with our cid',
      'token_audience',
      () => sign(claims({ aud: ['other!t9'], cid: `sb-${APP}` }), bed.key),
    ],
    ['another tenant', 'token_tenant', () => sign(claims({ zid: 'another' }), bed.key)],
  ])('%s', async (_name, code, make) => {
    bed.trust()
    await expect(call(await make())).rejects.toEqual(refused(code))
    // the keys, and one look for newer ones
    expect(bed.issuer.calls).toBeLessThanOrEqual(2)
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
    bed.trust()
    const caller = await call(await sign(claims(changes), bed.key))
    expect(() => requireGrant(caller, 'Ingest')).toThrow(refused(code))
  })

  it('is refused where its only key is too weak', async () => {
    bed.issuer.keys = [bed.weakKey.jwk, bed.key.jwk]
    bed.trust()
    const [header, payload] = [encode({ alg: 'RS256', kid: 'weak' }), encode(claims())]
    await expect(call(`${header}.${payload}.AAAA`)).rejects.toEqual(refused('token_key_unknown'))
  })

  it('is refused without a key id where there are several keys', async () => {
    bed.issuer.keys = [bed.key.jwk, bed.newKey.jwk]
    bed.trust()
    await expect(call(await sign(claims(), bed.key, { kid: undefined }))).rejects.toEqual(
      refused('token_key_unknown'),
    )
  })
})
