import type { TokenAttack } from './attack.ts'
import { compact, type Forge, rsa } from './forge.ts'

type Headers = (f: Forge) => Record<string, unknown>

/** Ways to send the attacker's own key, or its address. */
const OWN_KEYS: readonly (readonly [what: string, header: Headers])[] = [
  ['CVE-2023-50422 jku', (f) => ({ jku: `${f.attacker}/token_keys` })],
  ['CVE-2023-50422 jku elsewhere', () => ({ jku: 'https://attacker.example/token_keys' })],
  ['CVE-2023-50422 jku with a backslash', (f) => ({ jku: `http://myauth\\@${hostOf(f)}/k` })],
  ['CVE-2023-50423 jku with our host as its user', (f) => ({ jku: `${f.url}@${hostOf(f)}/k` })],
  ['CVE-2023-50423 jku with slashes', (f) => ({ jku: `${f.attacker}/token_keys///uaa` })],
  ['CVE-2023-50423 jku without a scheme', (f) => ({ jku: `//${hostOf(f)}/token_keys` })],
  ['CVE-2023-50424 jku with our domain behind it', (f) => ({ jku: `${f.attacker}/?${f.url}` })],
  ['RFC 8725 3.10 jku to the metadata', () => ({ jku: 'http://169.254.169.254/latest/' })],
  ['RFC 8725 3.10 jku to a file', () => ({ jku: 'file:///etc/passwd' })],
  ['RFC 8725 3.10 jku to this service', () => ({ jku: 'http://127.0.0.1:4004/metrics' })],
  ['RFC 8725 3.10 jku in a list', (f) => ({ jku: [f.attacker] })],
  ['RFC 8725 3.10 jku as an object', (f) => ({ jku: { url: f.attacker } })],
  ['RFC 8725 3.10 x5u', (f) => ({ x5u: `${f.attacker}/cert.pem` })],
  ['RFC 8725 3.10 x5u to a file', () => ({ x5u: 'file:///dev/zero' })],
  ['CVE-2018-0114 jwk', (f) => ({ jwk: f.keys.attacker.jwk })],
  [
    'CVE-2018-0114 jwk with use and alg',
    (f) => ({ jwk: { ...f.keys.attacker.jwk, alg: 'RS256' } }),
  ],
  ['CVE-2018-0114 jwk in a set', (f) => ({ jwks: { keys: [f.keys.attacker.jwk] } })],
  ['CVE-2018-0114 jwk with its private half', (f) => ({ jwk: privateOf(f) })],
  ['CVE-2018-0114 jwk without exponent', (f) => ({ jwk: { ...f.keys.attacker.jwk, e: '' } })],
  ['RFC 7515 4.1.6 x5c', (f) => ({ x5c: [spkiOf(f)] })],
  ['RFC 7515 4.1.6 x5c that is none', () => ({ x5c: ['MIIB'] })],
  ['RFC 7515 4.1.6 x5c as a text', (f) => ({ x5c: spkiOf(f) })],
  ['RFC 7515 4.1.7 x5t', () => ({ x5t: 'AAAA' })],
  ['RFC 7515 4.1.8 x5t#S256', () => ({ 'x5t#S256': 'AAAA' })],
  ['RFC 8725 3.10 url and key', (f) => ({ url: f.attacker, key: f.keys.attacker.jwk })],
  ['RFC 8725 3.10 iss and aud in the header', (f) => ({ iss: f.attacker, aud: 'x' })],
]

/** Key ids that provoke a look-up elsewhere. */
const KEY_IDS: readonly (readonly [what: string, kid: string])[] = [
  ['another', 'key-2'],
  ['nothing', ''],
  ['a path', '../../../../dev/null'],
  ['a file', '/dev/null'],
  ['an address', 'http://attacker.example/key'],
  ['SQL', "key-1' union select 'AA' --"],
  ['a command', 'key-1|/usr/bin/id'],
  ['LDAP', '*)(uid=*'],
  ['a prototype', '__proto__'],
  ['a method', 'toString'],
  ['a zero', 'key-1\u0000'],
  ['capitals', 'KEY-1'],
  ['a blank', 'key-1 '],
  ['a mail address', 'ada.planted@harbour.example'],
  ['a line end', 'key-1\r\nx: y'],
  ['8,000 characters', 'k'.repeat(8_000)],
]

const hostOf = ({ attacker }: Forge) => new URL(attacker).host
const spkiOf = ({ keys }: Forge) =>
  keys.attacker.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const privateOf = ({ keys }: Forge) => keys.attacker.privateKey.export({ format: 'jwk' })

/**
 * Signed with a key of the attacker: nobody can tell them from tokens of a key that is new, so that
 * each waits until the keys were looked at again.
 */
export const ownKeyAttacks: readonly TokenAttack[] = [
  ...OWN_KEYS.flatMap(([what, header]): TokenAttack[] => [
    [`A3 ${what}`, 'token_signature', (f) => f.forged(f.claims(), header(f))],
    [
      `A3 ${what}, under its own key id`,
      'token_key_unknown',
      (f) => f.forged(f.claims(), { ...header(f), kid: 'attacker-1' }),
    ],
  ]),
  ...KEY_IDS.map(
    ([what, kid]): TokenAttack => [
      `A3 RFC 8725 3.10 kid: ${what}`,
      'token_key_unknown',
      (f) => f.forged(f.claims(), { kid }),
    ],
  ),
  [
    'A3 RFC 8725 3.10 the key of the attacker for Cloud Identity',
    'token_signature',
    (f) => f.forged(f.iasClaims(), { jku: `${f.attacker}/oauth2/certs` }),
  ],
  [
    'A3 CVE-2023-50422 jku without a key id',
    'token_signature',
    (f) => {
      const header = { alg: 'RS256', jku: `${f.attacker}/token_keys` }
      return compact(header, f.claims(), rsa(f.keys.attacker))
    },
  ],
]

/** The true key signs: other parts of the header are ignored. */
export const ignoredHeaders: readonly TokenAttack[] = OWN_KEYS.map(
  ([what, header]): TokenAttack => [
    `A3 ${what} beside the true signature is ignored`,
    'accepted',
    (f) => f.signed(f.claims(), header(f)),
  ],
)
