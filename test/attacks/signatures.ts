import type { TokenAttack } from './attack.ts'
import { compact, ecdsa, encode, type Forge, fixed, rsa, unsigned } from './forge.ts'
import { IAS } from './trusted.ts'

/** Order of the group of P-256. */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex')
const number = (value: number) => Buffer.concat([Buffer.alloc(31), Buffer.from([value])])
const zero = number(0)
const one = number(1)

const ES256: readonly (readonly [what: string, signature: Buffer])[] = [
  ['zeros', Buffer.alloc(64)],
  ['r 0, s 1', Buffer.concat([zero, one])],
  ['r 1, s 0', Buffer.concat([one, zero])],
  ['r 1, s 1', Buffer.concat([one, one])],
  ['r and s of the order', Buffer.concat([ORDER, ORDER])],
  ['r of the order, s 0', Buffer.concat([ORDER, zero])],
  ['r 1, s of the order', Buffer.concat([one, ORDER])],
  ['all ones', Buffer.alloc(64, 0xff)],
  ['63 bytes', Buffer.alloc(63)],
  ['65 bytes', Buffer.alloc(65)],
  ['132 bytes', Buffer.alloc(132)],
  ['zeros in DER', Buffer.from('3006020100020100', 'hex')],
  ['an empty sequence in DER', Buffer.from('3000', 'hex')],
]

const RS256: readonly (readonly [what: string, signature: Buffer])[] = [
  ['RFC 8725 2.1 one byte', Buffer.alloc(1)],
  ['RFC 8725 2.1 zeros', Buffer.alloc(256)],
  ['CVE-2006-4339 the number one', Buffer.concat([Buffer.alloc(255), Buffer.from([1])])],
  [
    'CVE-2006-4339 the padding alone',
    Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(254, 0xff)]),
  ],
  ['RFC 8725 2.1 all ones', Buffer.alloc(256, 0xff)],
  ['RFC 8725 2.1 257 bytes', Buffer.alloc(257)],
  ['RFC 8725 2.1 4 KB', Buffer.alloc(4_096, 7)],
]

const ecHeader = { alg: 'ES256', kid: 'ec-1', typ: 'JWT' }
const ecClaims = (f: Forge) => f.plainClaims('/ec')
const signatureOf = (token: string) => Buffer.from(token.split('.')[2] ?? '', 'base64url')
/** The true signature, changed. */
const changed = (f: Forge, change: (signature: Buffer) => Buffer) =>
  compact(f.header(), f.claims(), (input) => change(rsa(f.keys.rsa)(input)))
/** The true signature of other claims. */
const movedTo = (f: Forge, claims: unknown, from = f.signed()) =>
  compact(f.header(), claims, fixed(signatureOf(from)))

function flipped(signature: Buffer, at: number): Buffer {
  const copy = Buffer.from(signature)
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at)
  return copy
}

/** key sets that they make the service look at, with those of ownKeyAttacks */
export const DOUBTED_SOURCES = 3

/** As those of keys that may be new, each waits until the keys were looked at again. */
export const signatureAttacks: readonly TokenAttack[] = [
  ...RS256.map(
    ([what, signature]): TokenAttack => [
      `A5 ${what}`,
      'token_signature',
      (f) => compact(f.header(), f.claims(), fixed(signature)),
    ],
  ),
  ...[0, 1, 100, 127, 254, 255].map(
    (at): TokenAttack => [
      `A5 RFC 7515 5.2 a bit of byte ${at} is another`,
      'token_signature',
      (f) => changed(f, (signature) => flipped(signature, at)),
    ],
  ),
  ...[1, 10, 128, 255].map(
    (bytes): TokenAttack => [
      `A5 CVE-2020-28042 ${bytes} bytes cut off`,
      'token_signature',
      (f) => changed(f, (signature) => signature.subarray(0, -bytes)),
    ],
  ),
  [
    'A5 CVE-2020-28042 an empty signature',
    'token_signature',
    (f) => compact(f.header(), f.claims(), unsigned),
  ],
  [
    'A5 RFC 7515 5.2 bytes added',
    'token_signature',
    (f) => changed(f, (signature) => Buffer.concat([signature, zero])),
  ],
  [
    'A5 RFC 7515 5.2 the signature backwards',
    'token_signature',
    (f) => changed(f, (signature) => Buffer.from(signature).reverse()),
  ],
  [
    'A5 CVE-2022-39227 another subject under a true signature',
    'token_signature',
    (f) => movedTo(f, f.claims({ client_id: 'admin', azp: 'admin', cid: 'admin' })),
  ],
  [
    'A5 CVE-2022-39227 a longer life under a true signature',
    'token_signature',
    (f) => movedTo(f, f.claims({ exp: f.now + 360_000 })),
  ],
  [
    'A5 RFC 7515 5.2 the same claims with a blank',
    'token_signature',
    (f) => movedTo(f, `${JSON.stringify(f.claims())} `),
  ],
  [
    'A5 RFC 8725 3.5 the signature of another issuer',
    'token_signature',
    (f) => movedTo(f, f.claims(), f.signed(f.iasClaims())),
  ],
  [
    'A5 RFC 8725 2.8 the payload signed without its header',
    'token_signature',
    (f) => compact(f.header(), f.claims(), () => rsa(f.keys.rsa)(encode(f.claims()))),
  ],
  [
    'A5 CVE-2022-23539 the key id of an EC key',
    'token_key_unknown',
    (f) => f.signed(f.claims(), { kid: 'ec-1' }),
  ],
  ['A5 RFC 7515 5.2 by another key under our key id', 'token_signature', (f) => f.forged()],
  [
    'A1 CVE-2023-49583 by another key behind a custom domain',
    'token_signature',
    (f) => f.forged(f.iasClaims({ iss: f.attacker, ias_iss: IAS })),
  ],
  ...ES256.map(
    ([what, signature]): TokenAttack => [
      `A5 CVE-2022-21449 ES256: ${what}`,
      'token_signature',
      (f) => compact(ecHeader, ecClaims(f), fixed(signature)),
    ],
  ),
  [
    'A5 RFC 7518 3.4 a true ES256 signature in DER',
    'token_signature',
    (f) => compact(ecHeader, ecClaims(f), ecdsa(f.keys.ec.privateKey, 'der')),
  ],
  [
    'A5 RFC 8725 3.1 ES256 by a key of the attacker',
    'token_signature',
    (f) => compact(ecHeader, ecClaims(f), ecdsa(f.keys.attackerEc.privateKey)),
  ],
  [
    'A5 CVE-2022-23541 ES256 with the key id of an RSA key',
    'token_signature',
    (f) => compact({ ...ecHeader, kid: 'key-1' }, ecClaims(f), ecdsa(f.keys.ec.privateKey)),
  ],
]

export const trueSignatures: readonly TokenAttack[] = [
  [
    'A5 a true ES256 signature',
    'accepted',
    (f) => compact(ecHeader, ecClaims(f), ecdsa(f.keys.ec.privateKey)),
  ],
  [
    'A5 a true RS256 signature without a key id',
    'accepted',
    (f) => f.signed(f.claims(), { kid: undefined }),
  ],
]
