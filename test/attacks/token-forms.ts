import { constants, createCipheriv, type KeyObject, publicEncrypt, randomBytes } from 'node:crypto'
import type { TokenAttack } from './attack.ts'
import { compact, encode, type Forge, rsa } from './forge.ts'

/** A JWE of five parts that only the owner of the key could open. */
function encrypted(key: KeyObject, plaintext: string, header: object): string {
  const contentKey = randomBytes(32)
  const iv = randomBytes(12)
  const head = encode({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'key-1', ...header })
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(head))
  const text = Buffer.concat([cipher.update(plaintext), cipher.final()])
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  const sealed = publicEncrypt({ key, padding, oaepHash: 'sha256' }, contentKey)
  const parts = [sealed, iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))
  return [head, ...parts].join('.')
}

const jwe = (f: Forge, plaintext: string, header: object = {}) =>
  encrypted(f.keys.rsa.publicKey, plaintext, header)
const claimsText = (f: Forge) => JSON.stringify(f.claims())
const parts = (f: Forge) => f.signed().split('.') as [string, string, string]
/** Signed by the true key: only the text is wrong. */
const texts = (f: Forge, header: string, claims: string) => compact(header, claims, rsa(f.keys.rsa))
const head = '{"alg":"RS256","kid":"key-1"}'

const encryptedOnes: readonly TokenAttack[] = [
  ['A5 CVE-2023-51774 JWE to our key', 'token_malformed', (f) => jwe(f, claimsText(f))],
  [
    'A5 RFC 7519 5.2 a good JWT inside a JWE',
    'token_malformed',
    (f) => jwe(f, f.signed(), { cty: 'JWT' }),
  ],
  [
    'A5 CVE-2026-48526 an unsigned JWT inside a JWE',
    'token_malformed',
    (f) => jwe(f, `${encode({ alg: 'none' })}.${encode(f.claims())}.`, { cty: 'JWT' }),
  ],
  [
    'A5 CVE-2024-28176 JWE that unpacks without end',
    'token_malformed',
    (f) => jwe(f, claimsText(f), { zip: 'DEF' }),
  ],
  [
    'A5 CVE-2022-36083 JWE with two billion rounds',
    'token_malformed',
    (f) => jwe(f, claimsText(f), { alg: 'PBES2-HS512+A256KW', p2s: 'AAAA', p2c: 2_147_483_647 }),
  ],
  [
    'A5 RFC 7516 3.3 JWE with alg dir',
    'token_malformed',
    (f) => jwe(f, claimsText(f), { alg: 'dir' }),
  ],
  [
    'A5 RFC 7516 9 a JWE header over three parts',
    'token_algorithm',
    (f) => compact({ alg: 'RSA-OAEP-256', enc: 'A256GCM' }, f.claims(), rsa(f.keys.rsa)),
  ],
  [
    'A5 RFC 7519 5.2 a good JWT as the claims of another',
    'token_malformed',
    (f) => compact(f.header({ cty: 'JWT' }), f.signed(), rsa(f.keys.rsa)),
  ],
]

const PARTS: readonly TokenAttack[] = [
  ['no dot', 'token_malformed', (f) => parts(f).join('')],
  ['one dot', 'token_malformed', (f) => parts(f).slice(0, 2).join('.')],
  ['three dots', 'token_malformed', (f) => `${f.signed()}.`],
  ['four parts', 'token_malformed', (f) => `${f.signed()}.${parts(f)[2]}`],
  ['six parts', 'token_malformed', (f) => `${f.signed()}.a.b.c`],
  ['a dot first', 'token_malformed', (f) => `.${f.signed()}`],
  ['two dots alone', 'token_malformed', () => '..'],
  ['four dots alone', 'token_malformed', () => '....'],
  ['5,000 dots', 'token_malformed', () => '.'.repeat(5_000)],
  ['no header', 'token_malformed', (f) => `.${parts(f)[1]}.${parts(f)[2]}`],
  ['no claims', 'token_malformed', (f) => `${parts(f)[0]}..${parts(f)[2]}`],
  ['an opaque token', 'token_malformed', () => '8271a067cafe0000'],
  ['a path', 'token_malformed', () => '../../../../etc/passwd'],
  ['a SAML assertion', 'token_malformed', () => encode('<saml:Assertion/>')],
  ['61,441 characters', 'token_malformed', () => 'a'.repeat(61_441)],
  ['60,000 characters', 'token_malformed', () => 'a'.repeat(60_000)],
]

const CLAIMS: readonly (readonly [what: string, claims: string])[] = [
  ['a list', '[]'],
  ['null', 'null'],
  ['a number', '7'],
  ['a text', '"text"'],
  ['true', 'true'],
  ['no JSON', '{'],
  ['two objects', '{}{}'],
  ['a comma too much', '{"iss":"x",}'],
  ['NaN', '{"exp":NaN}'],
  ['a comment', '{/**/}'],
  ['single quotes', "{'iss':'x'}"],
  ['XML', '<claims/>'],
]

const ofOtherText: readonly TokenAttack[] = CLAIMS.flatMap(([what, text]): TokenAttack[] => [
  [`A5 RFC 7519 7.2 claims: ${what}`, 'token_malformed', (f) => texts(f, head, text)],
  [`A5 RFC 7515 4 header: ${what}`, 'token_malformed', (f) => texts(f, text, claimsText(f))],
])

/** RFC 7515 section 4 and RFC 7519 section 4: of a name that comes twice the last one counts. */
const twice = (f: Forge, name: string, first: unknown, last: unknown) => {
  const member = `"${name}":${JSON.stringify(first)},`
  return texts(f, head, `{${member}${JSON.stringify(f.claims({ [name]: last })).slice(1)}`)
}
const DUPLICATES: readonly TokenAttack[] = [
  [
    'alg RS256, then none',
    'token_algorithm',
    (f) => texts(f, '{"alg":"RS256","alg":"none"}', claimsText(f)),
  ],
  [
    'kid ours, then a number',
    'token_malformed',
    (f) => texts(f, '{"alg":"RS256","kid":"key-1","kid":7}', claimsText(f)),
  ],
  [
    'typ JWT, then another',
    'token_malformed',
    (f) => texts(f, '{"alg":"RS256","typ":"JWT","typ":"logout+jwt"}', claimsText(f)),
  ],
  [
    'iss ours, then another',
    'token_issuer_unknown',
    (f) => twice(f, 'iss', `${f.url}/oauth/token`, 'https://attacker.example'),
  ],
  ['exp later, then past', 'token_expired', (f) => twice(f, 'exp', f.now + 3_600, f.now - 3_600)],
  [
    'aud ours, then another',
    'token_audience',
    (f) => twice(f, 'aud', f.claims().aud, ['other!t9']),
  ],
  ['zid ours, then another', 'token_tenant', (f) => twice(f, 'zid', f.claims().zid, 'another')],
  ['scope ours, then none', 'grant_missing', (f) => twice(f, 'scope', f.claims().scope, [])],
]

const TYPES = [
  'logout+jwt',
  'dpop+jwt',
  'secevent+jwt',
  'oauth-authz-req+jwt',
  'token-introspection+jwt',
  'entity-statement+jwt',
  'kb+jwt',
  'client-authentication+jwt',
  'passport',
  'id_token',
  'Refresh',
  'JWE',
  'JOSE',
  'JWT ',
  '',
]
/** A valid token except for its declared type. */
const types: readonly TokenAttack[] = [...TYPES, null, 7, ['JWT'], { JWT: 1 }].map(
  (typ): TokenAttack => [
    `A11 RFC 8725 3.11 typ ${JSON.stringify(typ)}`,
    'token_malformed',
    (f) => f.signed(f.claims(), { typ }),
  ],
)

const keyIds: readonly TokenAttack[] = [7, null, ['key-1'], { kid: 'key-1' }, true].map(
  (kid): TokenAttack => [
    `A3 RFC 7515 4.1.4 kid ${JSON.stringify(kid)}`,
    'token_malformed',
    (f) => f.signed(f.claims(), { kid }),
  ],
)

/** Refused for their form, before any key is fetched. */
export const tokenFormAttacks: readonly TokenAttack[] = [
  ...encryptedOnes,
  ...named('A5 RFC 7515 7.1', PARTS),
  ...ofOtherText,
  ...named('A12 RFC 7519 4 twice:', DUPLICATES),
  ...types,
  ...keyIds,
  [
    'A11 RFC 9068 2.1 typ at+jwt in capitals',
    'accepted',
    (f) => f.signed(f.claims(), { typ: 'AT+JWT' }),
  ],
]

function named(prefix: string, rows: readonly TokenAttack[]): TokenAttack[] {
  return rows.map(([what, end, token]) => [`${prefix} ${what}`, end, token])
}
