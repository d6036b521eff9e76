import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { requireGrant } from '../../lib/auth/grants.ts'
import {
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
} from '../../lib/auth/tokens/authenticate.ts'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { NOW_SECONDS, plainIssuer } from '../support/auth-fixtures.ts'
import { type Answer, type FakeReceiver, startFakeReceiver } from '../support/fake-receiver.ts'

const TOKEN = '8271a067cafe8271a067cafe'
/** A JWT that names no issuer. */
const NAMELESS = `${Buffer.from('{"alg":"RS256"}').toString('base64url')}.e30.x`
const ACTIVE = {
  active: true,
  client_id: 'listed-client',
  aud: ['listed-client', 'harbour'],
  scope: ['events.read', 'events.send'],
  exp: NOW_SECONDS + 600,
}

let server: FakeReceiver
let answer: () => Answer | Promise<Answer>
let now: number
let authenticator: Authenticator
let told: (number | 'back')[]

beforeEach(async () => {
  now = NOW_SECONDS * 1_000
  told = []
  answer = () => ({ status: 200, json: ACTIVE })
  server = await startFakeReceiver(() => answer())
  trust()
})
afterEach(async () => {
  authenticator.close()
  await server.close()
})

function trust(changes: Partial<TrustedIssuer> = {}, options: AuthenticatorOptions = {}): void {
  authenticator = createAuthenticator([issuer(changes)], {
    now: () => now,
    onIssuerFailure: (_issuer, _error, failures) => void told.push(failures),
    onIssuerRecovery: () => void told.push('back'),
    ...options,
  })
}

function issuer(changes: Partial<TrustedIssuer>): TrustedIssuer {
  return plainIssuer('https://oauth.example', {
    kind: 'introspection',
    proof: {
      kind: 'introspection',
      uri: `${server.url}/oauth2/introspect`,
      clientId: 'own client',
      clientSecret: () => 's3cret:%',
      rememberSeconds: 30,
    },
    ...changes,
  })
}

const call = async (token = TOKEN) => authenticator.authenticate([`Bearer ${token}`])
/** As a sender that comes again after 503, however long an answer takes. */
async function accepted() {
  for (;;) {
    const answer = await call().catch((error: { code: string }) => error)
    if (!('code' in answer)) return answer
    expect(answer.code).toBe('introspection_unavailable')
  }
}
const refused = (code: string) => expect.objectContaining({ code })

describe('an opaque token', () => {
  it('is asked about with Basic authentication of our own client, and remembered for a short time', async () => {
    const caller = await call()
    expect(() => requireGrant(caller, 'Ingest')).not.toThrow()
    expect(caller).toMatchObject({
      issuer: 'https://oauth.example',
      clientId: 'listed-client',
      person: false,
      scopes: ['events.read', 'events.send'],
    })
    await call()
    now += 29_000
    await call()
    expect(server.calls).toHaveLength(1)
    const [asked] = server.calls
    // RFC 7617: most servers do not decode the two parts.
    const basic = Buffer.from('own client:s3cret:%').toString('base64')
    expect(asked?.headers.authorization).toBe(`Basic ${basic}`)
    expect(new URLSearchParams(asked?.body).get('token')).toBe(TOKEN)
    now += 2_000
    await call()
    expect(server.calls).toHaveLength(2)
  })

  it('is asked about once, however many calls bring it at a time', async () => {
    const callers = await Promise.all(Array.from({ length: 50 }, () => call()))
    expect(new Set(callers.map(({ clientId }) => clientId))).toEqual(new Set(['listed-client']))
    expect(server.calls).toHaveLength(1)
  })

  it('is remembered no longer than it lasts', async () => {
    answer = () => ({ status: 200, json: { ...ACTIVE, exp: NOW_SECONDS - 50 } })
    await call()
    now += 11_000
    await expect(call()).rejects.toEqual(refused('token_expired'))
    expect(server.calls).toHaveLength(2)
  })

  it('that is not active is refused, without asking again for a moment', async () => {
    answer = () => ({ status: 200, json: { active: false } })
    await expect(call()).rejects.toEqual(refused('token_inactive'))
    await expect(call()).rejects.toEqual(refused('token_inactive'))
    expect(server.calls).toHaveLength(1)
    now += 10_001
    answer = () => ({ status: 200, json: ACTIVE })
    await call()
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['for another service', { aud: ['other'] }, 'token_audience'],
    ['for nobody', { aud: undefined }, 'token_audience'],
    ['of another issuer', { iss: 'https://evil.example' }, 'token_issuer_unknown'],
    ['of no client', { client_id: undefined }, 'token_claims'],
    ['that is not valid yet', { nbf: NOW_SECONDS + 600 }, 'token_not_yet_valid'],
    ['that ends as a text', { exp: '1780315800' }, 'token_claims'],
    ['that is a refresh token', { token_type: 'refresh_token' }, 'token_claims'],
    ['that is a refresh token of Keycloak', { typ: 'Refresh' }, 'token_claims'],
    ['that refreshes while nobody is there', { typ: 'Offline' }, 'token_claims'],
    ['that is an ID token', { typ: 'ID', token_type: 'Bearer' }, 'token_claims'],
    ['that is used for refreshing', { token_use: 'refresh_token' }, 'token_claims'],
    ['that needs a proof of possession', { token_type: 'DPoP' }, 'token_claims'],
    ['of a kind that is no text', { token_type: ['Bearer'] }, 'token_claims'],
    ['of a blank client', { client_id: ' ' }, 'token_claims'],
    ['of a client that is no text', { client_id: 7 }, 'token_claims'],
    ['of a person without a name', { username: '' }, 'token_claims'],
    ['of a person with a blank subject', { sub: ' ' }, 'token_claims'],
    ['of nobody at all', { client_id: undefined, sub: '', username: null }, 'token_claims'],
  ])('%s is refused', async (_name, changes, code) => {
    answer = () => ({ status: 200, json: { ...ACTIVE, ...changes } })
    await expect(call()).rejects.toEqual(refused(code))
  })

  it.each<[string, Record<string, unknown>, boolean]>([
    ['with a username', { username: 'jane' }, true],
    ['with the subject of somebody', { sub: 'user-7' }, true],
    ['with itself as subject', { sub: 'listed-client' }, false],
    [
      'with the account that Neo gives to clients',
      { username: 'oauth_client_listed-client' },
      false,
    ],
    ['with the account of another client', { username: 'oauth_client_other' }, true],
  ])('%s is told a person or a client', async (_name, changes, person) => {
    answer = () => ({ status: 200, json: { ...ACTIVE, ...changes } })
    expect((await call()).person).toBe(person)
  })

  it.each<[string, Record<string, unknown>]>([
    ['no kind', {}],
    ['null as kind', { token_type: null, typ: null }],
    ['Bearer', { token_type: 'Bearer', typ: 'Bearer' }],
    ['bearer', { token_type: 'bearer' }],
    ['access_token', { token_type: 'access_token', token_use: 'access_token' }],
    ['at+jwt', { typ: 'at+jwt' }],
    ['application/at+jwt', { typ: 'application/at+jwt' }],
    ['JWT', { typ: 'JWT' }],
  ])('with %s is an access token', async (_name, changes) => {
    answer = () => ({ status: 200, json: { ...ACTIVE, ...changes } })
    expect((await call()).clientId).toBe('listed-client')
  })

  it('of a server that names persons and clients alike is recognised by the configured mark', async () => {
    trust({ clientMark: { claim: 'client_type', value: 'service' } })
    answer = () => ({ status: 200, json: { ...ACTIVE, username: 'x', client_type: 'service' } })
    expect((await call()).person).toBe(false)
  })

  it('is not checked for an audience where the configuration says that there is none', async () => {
    trust({ audience: { kind: 'unchecked' } })
    answer = () => ({ status: 200, json: { ...ACTIVE, aud: undefined } })
    expect((await call()).clientId).toBe('listed-client')
  })

  it.each(['a.b', 'a.b.c', '~.~.~', 'opaque', NAMELESS])(
    'may look like anything: %s',
    async (token) => {
      expect((await call(token)).clientId).toBe('listed-client')
    },
  )

  it('is no encrypted token, and no token of an issuer that is not trusted: nothing is asked', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jwe = `${part({ alg: 'RSA-OAEP', enc: 'A256GCM' })}.a.b.c.d`
    await expect(call(jwe)).rejects.toEqual(refused('token_malformed'))
    const foreign = `${part({ alg: 'RS256' })}.${part({ iss: 'https://evil.example' })}.x`
    await expect(call(foreign)).rejects.toEqual(refused('token_issuer_unknown'))
    expect(server.calls).toHaveLength(0)
  })
})

describe('an introspection endpoint', () => {
  it.each<[string, () => Answer | Promise<Answer>]>([
    ['fails', () => ({ status: 500 })],
    ['does not know our client', () => ({ status: 401 })],
    ['redirects', () => ({ status: 302 })],
    ['closes', () => 'reset'],
    ['answers no object', () => ({ status: 200, json: [] })],
    ['answers nothing of use', () => ({ status: 200, json: { active: 'yes' } })],
    ['hangs', () => new Promise(() => undefined)],
  ])('that %s is no reason to blame the token', async (_name, broken) => {
    authenticator.close()
    trust({}, { fetchTimeoutMs: 200 })
    answer = broken
    await expect(call()).rejects.toEqual(refused('introspection_unavailable'))
    await expect(call()).rejects.toEqual(refused('introspection_unavailable'))
    expect(told).toEqual([1, 2])
    answer = () => ({ status: 200, json: ACTIVE })
    expect((await accepted()).clientId).toBe('listed-client')
    expect(told.at(-1)).toBe('back')
  })

  it('is asked by few at a time in a flood, and not by all of it', async () => {
    let atOnce = 0
    let most = 0
    answer = async () => {
      atOnce += 1
      most = Math.max(most, atOnce)
      await new Promise((resolve) => setTimeout(resolve, 5))
      atOnce -= 1
      return { status: 200, json: { active: false } }
    }
    const flood = Array.from({ length: 1_000 }, (_, index) =>
      call(`forged-${index}`).catch(({ code }) => code as string),
    )
    const codes = await Promise.all(flood)
    expect(most).toBeLessThanOrEqual(20)
    expect(server.calls.length).toBeLessThanOrEqual(100)
    expect(new Set(codes)).toEqual(new Set(['token_inactive', 'introspection_unavailable']))
    answer = () => ({ status: 200, json: ACTIVE })
    expect((await call()).clientId).toBe('listed-client')
  })
})
