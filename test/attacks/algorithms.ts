import type { TokenAttack } from './attack.ts'
import {
  compact,
  ecdsa,
  eddsa,
  type Forge,
  fixed,
  hmac,
  PUBLIC_SECRETS,
  pss,
  rsa,
  type Signer,
  unsigned,
} from './forge.ts'

const NONE = ['none', 'None', 'NONE', 'nOnE', 'noNe', 'none ', ' none', 'none\u0000', 'n\u043ene']
const NOTHING = ['', ' ', 'null', 'undefined', 'false', '0', 'any', '*']
const NO_TEXT = [null, 0, false, [], ['none'], ['RS256'], {}, { RS256: true }]
const NOT_OURS = [
  'RS1',
  'RS384',
  'RS512',
  'rs256',
  'Rs256',
  'RSA256',
  'RS256 ',
  ' RS256',
  'RS256\u0000',
  'RS256,none',
  'SHA256withRSA',
  'RSA-OAEP-256',
  'dir',
  'A256KW',
  'PBES2-HS512+A256KW',
  '__proto__',
]

const withAlg = (f: Forge, alg: unknown, sign: Signer) =>
  compact({ ...f.header(), alg }, f.claims(), sign)

/** A token without a signature is not even one where its algorithm is no text. */
const nones: TokenAttack[] = [
  ...[...NONE, ...NOTHING].flatMap((alg): TokenAttack[] => {
    const name = `A5 CVE-2022-23540 alg ${JSON.stringify(alg)}`
    return [
      [`${name}, no signature`, 'token_algorithm', (f) => withAlg(f, alg, unsigned)],
      [`${name}, the true signature`, 'token_algorithm', (f) => withAlg(f, alg, rsa(f.keys.rsa))],
    ]
  }),
  ...NO_TEXT.map(
    (alg): TokenAttack => [
      `A5 RFC 7515 4.1.1 alg ${JSON.stringify(alg)}`,
      'token_malformed',
      (f) => withAlg(f, alg, unsigned),
    ],
  ),
  [
    'A5 CVE-2020-15084 no alg, no signature',
    'token_malformed',
    (f) => withAlg(f, undefined, unsigned),
  ],
  [
    'A5 CVE-2020-15084 no alg, the true signature',
    'token_malformed',
    (f) => withAlg(f, undefined, rsa(f.keys.rsa)),
  ],
  [
    'A5 CVE-2018-1000531 an empty header',
    'token_malformed',
    (f) => compact({}, f.claims(), unsigned),
  ],
  [
    'A5 CVE-2021-22160 alg none for an issuer with another algorithm',
    'token_algorithm',
    (f) => compact({ alg: 'none' }, f.plainClaims('/ec'), unsigned),
  ],
]

const hmacs = ['HS256', 'HS384', 'HS512'].flatMap((alg) =>
  PUBLIC_SECRETS.map(([name, secret]): TokenAttack => {
    const sign = (f: Forge) => hmac(alg.replace('HS', 'sha'), secret(f.keys.rsa))
    return [`A5 ${name}, as secret of ${alg}`, 'token_algorithm', (f) => withAlg(f, alg, sign(f))]
  }),
)

const others: readonly TokenAttack[] = [
  ...NOT_OURS.map(
    (alg): TokenAttack => [
      `A5 RFC 8725 3.1 alg ${JSON.stringify(alg)} over the true signature`,
      'token_algorithm',
      (f) => withAlg(f, alg, rsa(f.keys.rsa)),
    ],
  ),
  ...['384', '512'].map(
    (bits): TokenAttack => [
      `A5 RFC 8725 3.1 RS${bits} by the true key`,
      'token_algorithm',
      (f) => withAlg(f, `RS${bits}`, rsa(f.keys.rsa, `sha${bits}`)),
    ],
  ),
  ...['256', '384', '512'].map(
    (bits): TokenAttack => [
      `A5 RFC 8725 3.1 PS${bits} by the true key`,
      'token_algorithm',
      (f) => withAlg(f, `PS${bits}`, pss(f.keys.rsa, `sha${bits}`)),
    ],
  ),
  ...['ES256', 'ES256K', 'ES384', 'ES512'].map(
    (alg): TokenAttack => [
      `A5 CVE-2026-48526 ${alg} by a key of the attacker`,
      'token_algorithm',
      (f) => withAlg(f, alg, ecdsa(f.keys.attackerEc.privateKey)),
    ],
  ),
  ...['EdDSA', 'Ed25519', 'Ed448'].map(
    (alg): TokenAttack => [
      `A5 CVE-2022-29217 ${alg} by a key of the attacker`,
      'token_algorithm',
      (f) => withAlg(f, alg, eddsa()),
    ],
  ),
  [
    'A5 CVE-2022-21449 ES256 of zeros for an issuer with RS256 alone',
    'token_algorithm',
    (f) => withAlg(f, 'ES256', fixed(Buffer.alloc(64))),
  ],
  [
    'A5 CVE-2022-23541 RS256 by the true key of its set for an issuer with ES256 alone',
    'token_algorithm',
    (f) => f.signed(f.plainClaims('/ec')),
  ],
  [
    'A5 CVE-2024-33663 HS256 keyed with the EC key for an issuer with ES256 alone',
    'token_algorithm',
    (f) => {
      const secret = f.keys.ec.publicKey.export({ type: 'spki', format: 'pem' })
      return compact({ alg: 'HS256', kid: 'ec-1' }, f.plainClaims('/ec'), hmac('sha256', secret))
    },
  ],
]

const CRITICAL: readonly (readonly [string, Record<string, unknown>])[] = [
  ['crit with exp', { crit: ['exp'], exp: 1 }],
  ['crit with an unknown name', { crit: ['bork'], bork: true }],
  ['crit with a name that is not there', { crit: ['bork'] }],
  ['crit with alg', { crit: ['alg'] }],
  ['crit with jku', { crit: ['jku'], jku: 'https://attacker.example' }],
  ['an empty crit', { crit: [] }],
  ['crit as a text', { crit: 'exp' }],
  ['crit as null', { crit: null }],
  ['crit as an object', { crit: { exp: true } }],
  ['crit with a number', { crit: [7] }],
  ['b64 false and crit (RFC 7797)', { crit: ['b64'], b64: false }],
  ['b64 false without crit (RFC 7797)', { b64: false }],
  ['b64 true (RFC 7797)', { crit: ['b64'], b64: true }],
  ['b64 as null (RFC 7797)', { b64: null }],
]

const critical = CRITICAL.map(
  ([what, header]): TokenAttack => [
    `A5 CVE-2025-59420 ${what}`,
    'token_malformed',
    (f) => f.signed(f.claims(), header),
  ],
)

/** Refused for the header, before any key is fetched. */
export const algorithmAttacks: readonly TokenAttack[] = [...nones, ...hmacs, ...others, ...critical]
