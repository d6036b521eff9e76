import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { TrustedIssuer } from '../../lib/auth/trusted-issuer.ts'
import { plainIssuer } from '../support/auth-fixtures.ts'
import { type FakeIssuer, startFakeIssuer, type TestKey } from '../support/fake-issuer.ts'
import { type Attack, HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import { compact, type Forge, type ForgeKeys, rsa } from './forge.ts'
import { requestBytes } from './raw-http.ts'

export interface HostileKeys extends ForgeKeys {
  readonly weak: TestKey
}

type Jwk = Readonly<Record<string, unknown>>
type Prepare = (server: FakeIssuer, keys: HostileKeys) => void

/** A key server, and how a call with a token of the true key ends. */
export type KeyServer = readonly [
  what: string,
  end: End,
  prepare: Prepare,
  changes?: (keys: HostileKeys) => Partial<TrustedIssuer>,
]

const answers = (status: number, body = '', headers: Record<string, string> = {}): Prepare => {
  return (server) => {
    server.instead = (_request, response) => response.writeHead(status, headers).end(body)
  }
}
const serves = (body: string, headers: Record<string, string> = {}) => answers(200, body, headers)
const servesKeys = (make: (jwk: Jwk, keys: HostileKeys) => readonly unknown[]): Prepare => {
  return (server, keys) => {
    server.keys = make(keys.rsa.jwk as Jwk, keys) as never
  }
}
/** A good set of keys, elsewhere. */
const redirects = (status: number): Prepare => {
  return (server) => {
    server.instead = (request, response) => {
      if (request.url === '/elsewhere') response.end(JSON.stringify({ keys: server.keys }))
      else response.writeHead(status, { location: `${server.url}/elsewhere` }).end()
    }
  }
}
const discovery = () => ({ kind: 'oidc', proof: { kind: 'discovery' } }) as const
const discovers = (change: (url: string) => Record<string, unknown>): Prepare => {
  return (server) => {
    server.instead = (request, response) => {
      const asked = request.url?.includes('/.well-known/') === true
      const document = { issuer: server.url, jwks_uri: `${server.url}/keys`, ...change(server.url) }
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(asked ? document : { keys: server.keys }))
    }
  }
}

const OUT = 'jwks_unavailable'
const UNKNOWN = 'token_key_unknown'

const outages: readonly KeyServer[] = [
  ['301', OUT, redirects(301)],
  ['302', OUT, redirects(302)],
  ['307', OUT, redirects(307)],
  ['201', OUT, answers(201, '{"keys":[]}')],
  ['204', OUT, answers(204)],
  ['401', OUT, answers(401)],
  ['404', OUT, answers(404)],
  ['429', OUT, answers(429, '', { 'retry-after': '3600' })],
  ['500', OUT, answers(500)],
  ['503', OUT, answers(503)],
  [
    'a closed connection',
    OUT,
    (server) => setInstead(server, (request) => request.socket.destroy()),
  ],
  ['silence', OUT, (server) => setInstead(server, () => undefined)],
  [
    'silence in its answer',
    OUT,
    (server) => setInstead(server, (_r, response) => response.write('{"keys":[')),
  ],
  [
    'an answer without end',
    OUT,
    (server) => setInstead(server, (_r, response) => endless(response)),
  ],
  ['a length of 1 GB', OUT, serves('{"keys":[]}', { 'content-length': '1073741824' })],
  ['100 MB in gzip', OUT, (server) => setInstead(server, (_r, response) => bomb(response))],
  ['no JSON', OUT, serves('<html>')],
  ['nothing', OUT, serves('')],
  ['null', OUT, serves('null')],
  ['an empty object', OUT, serves('{}')],
  ['keys as an object', OUT, serves('{"keys":{}}')],
  ['keys as null', OUT, serves('{"keys":null}')],
  ['keys as a text', OUT, serves('{"keys":"keys"}')],
  ['a key and no set', OUT, (server, keys) => serves(JSON.stringify(keys.rsa.jwk))(server, keys)],
  ['200,000 levels', OUT, serves('['.repeat(200_000))],
  ['no keys', OUT, servesKeys(() => [])],
  ['keys that are none', OUT, servesKeys(() => [null, 7, 'key', [], {}])],
  ['private keys alone', OUT, servesKeys((_jwk, { rsa: key }) => [privateOf(key)])],
  ['a symmetric key alone', OUT, servesKeys((jwk) => [{ kty: 'oct', kid: jwk.kid, k: jwk.n }])],
  ['RSA of 1,024 bits alone', OUT, servesKeys((_jwk, { weak }) => [weak.jwk])],
  ['keys for encryption alone', OUT, servesKeys((jwk) => [{ ...jwk, use: 'enc' }])],
  ['keys to sign with alone', OUT, servesKeys((jwk) => [{ ...jwk, key_ops: ['sign'] }])],
  ['keys of another algorithm alone', OUT, servesKeys((jwk) => [{ ...jwk, alg: 'PS256' }])],
  ['keys of an HMAC alone', OUT, servesKeys((jwk) => [{ ...jwk, alg: 'HS256' }])],
  ['a key without a modulus', OUT, servesKeys((jwk) => [{ ...jwk, n: '' }])],
  ['a key of another type', OUT, servesKeys((jwk) => [{ ...jwk, kty: 'EC' }])],
  ['100 that are none before it', OUT, servesKeys((jwk) => [...Array(100).fill({}), jwk])],
  [
    'RFC 8414 3.3 of another issuer',
    OUT,
    discovers(() => ({ issuer: 'https://evil.example' })),
    discovery,
  ],
  ['RFC 8414 3.3 without an issuer', OUT, discovers(() => ({ issuer: undefined })), discovery],
  ['RFC 8414 2 without keys', OUT, discovers(() => ({ jwks_uri: undefined })), discovery],
  [
    'RFC 8414 2 keys in a file',
    OUT,
    discovers(() => ({ jwks_uri: 'file:///etc/passwd' })),
    discovery,
  ],
  [
    'RFC 8414 2 keys over http',
    OUT,
    discovers(() => ({ jwks_uri: 'http://192.0.2.1/k' })),
    discovery,
  ],
  [
    'RFC 8414 2 keys in the address',
    OUT,
    discovers(() => ({ jwks_uri: 'data:,{"keys":[]}' })),
    discovery,
  ],
  ['RFC 8414 2 keys at no address', OUT, discovers(() => ({ jwks_uri: '/keys' })), discovery],
  ['RFC 8414 3 302', OUT, redirects(302), discovery],
]

const pinned = ({ ec, rsa: key }: HostileKeys) => {
  const pems = [ec, key].map(({ publicKey }) => publicKey.export({ type: 'spki', format: 'pem' }))
  return { proof: { kind: 'keys', pems: pems.map(String) } } as const
}

/** Unusable keys are skipped, and the others are used. */
const mixed: readonly KeyServer[] = [
  [
    'a private key, the true one elsewhere',
    UNKNOWN,
    servesKeys((_j, k) => [privateOf(k.rsa), other(k)]),
  ],
  ['RSA of 1,024 bits and another', UNKNOWN, servesKeys((_j, k) => [k.weak.jwk, other(k)])],
  [
    'for encryption, and another',
    UNKNOWN,
    servesKeys((jwk, k) => [{ ...jwk, use: 'enc' }, other(k)]),
  ],
  ['a key of our id that is another', 'token_signature', servesKeys((_j, k) => [k.attacker.jwk])],
  ['a number for its id', UNKNOWN, servesKeys((jwk, k) => [{ ...jwk, kid: 1 }, other(k)])],
  ['100 others before it', UNKNOWN, servesKeys((jwk, k) => [...Array(100).fill(other(k)), jwk])],
  ['an EC key of our id', 'token_signature', servesKeys((_jwk, k) => [ecKey(k)])],
  ['an EC key of our id and the true one', 'accepted', servesKeys((jwk, k) => [ecKey(k), jwk])],
  ['keys of two types in the configuration', 'accepted', answers(500), pinned],
  ['two of one id', 'accepted', servesKeys((jwk, k) => [k.attacker.jwk, jwk])],
  ['a private key beside it', 'accepted', servesKeys((jwk, k) => [privateOf(k.attacker), jwk])],
  ['RSA of 1,024 bits beside it', 'accepted', servesKeys((jwk, k) => [k.weak.jwk, jwk])],
  [
    'keys that are none beside it',
    'accepted',
    servesKeys((jwk) => [null, 7, {}, { kty: 'x' }, jwk]),
  ],
  [
    'a certificate of another beside it',
    'accepted',
    servesKeys((jwk) => [{ ...jwk, x5c: ['MIIB'] }]),
  ],
]

export const keyServers: readonly KeyServer[] = [...outages, ...mixed].map(
  ([what, ...rest]): KeyServer => [
    `A13 ${what.startsWith('RFC') ? what : `RFC 7517 5 ${what}`}`,
    ...rest,
  ],
)

/** The servers, their trusted issuers, and one call for each. */
export async function openKeyServers(keys: HostileKeys) {
  const servers: FakeIssuer[] = []
  const issuers: TrustedIssuer[] = []
  const attacks: Attack[] = []
  for (const [name, end, prepare, changes] of keyServers) {
    const server = await startFakeIssuer([keys.rsa.jwk])
    prepare(server, keys)
    servers.push(server)
    issuers.push(plainIssuer(server.url, changes?.(keys)))
    attacks.push({ name, end, bytes: (forge, id) => callOf(forge, id, server.url) })
  }
  const close = () => Promise.all(servers.map((server) => server.close()))
  return { servers, issuers, attacks, close }
}

function callOf(forge: Forge, id: string, iss: string): Buffer {
  const claims = forge.plainClaims('', { iss })
  const token = compact(forge.header(), claims, rsa(forge.keys.rsa))
  return requestBytes(id, { headers: [`Authorization: Bearer ${token}`], body: HARMLESS_BODY })
}

function setInstead(server: FakeIssuer, instead: NonNullable<FakeIssuer['instead']>): void {
  server.instead = instead
}

/** The key without its algorithm. */
function ecKey({ ec }: HostileKeys): Jwk {
  const { alg: _alg, ...jwk } = ec.jwk
  return { ...jwk, kid: 'key-1' }
}

function privateOf({ privateKey, kid }: TestKey): Jwk {
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig' }
}

function other({ attacker }: HostileKeys): Jwk {
  return { ...(attacker.jwk as Jwk), kid: 'key-2' }
}

function endless(response: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, ' ')
  const more = () => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', more)
  }
  more()
}

const BOMB = gzipSync(Buffer.alloc(100 * 1024 * 1024, ' '))

function bomb(response: ServerResponse): void {
  response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' })
  response.end(BOMB)
}
