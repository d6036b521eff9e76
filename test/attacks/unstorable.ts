import type { TokenAttack } from './attack.ts'

/** JSON can escape characters that no database text can store. */
const TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['a zero', 'odd\u0000'],
  ['half a pair', 'odd\ud800'],
  ['the other half', '\udc00odd'],
]

/**
 * Stored refusals contain claims of tokens. A claim that cannot be stored must not keep others from
 * being stored, nor may it end in an error of ours.
 */
export const unstorableAttacks: readonly TokenAttack[] = [
  ...TEXTS.flatMap(([what, text]): TokenAttack[] => [
    [
      `A2 RFC 8725 3.7 ${what} in iss`,
      'token_issuer_unknown',
      (f) => f.signed(f.claims({ iss: text })),
    ],
    [
      `A5 RFC 8725 3.7 ${what} in alg`,
      'token_algorithm',
      (f) => f.signed(f.claims(), { alg: text }),
    ],
    [
      `A7 RFC 8725 3.7 ${what} in aud`,
      'token_audience',
      (f) => f.signed(f.claims({ aud: [text] })),
    ],
    [`A8 RFC 8725 3.7 ${what} in zid`, 'token_tenant', (f) => f.signed(f.claims({ zid: text }))],
    [
      `A6 RFC 8725 3.7 ${what} in every name of an expired token`,
      'token_expired',
      (f) => f.signed(f.claims({ exp: 1, client_id: text, scope: [text], aud: text, zid: text })),
    ],
    [
      `A9 RFC 8725 3.7 ${what} in the scope of a client without a role`,
      'grant_missing',
      (f) => f.signed(f.claims({ scope: [text] })),
    ],
    [
      `A9 RFC 8725 3.7 ${what} in ias_apis of a client without a role`,
      'grant_missing',
      (f) => f.signed(f.iasClaims({ ias_apis: [text] })),
    ],
    [
      `A11 RFC 8725 3.7 ${what} in the scope of a person`,
      'user_token_not_allowed',
      (f) => f.signed(f.claims({ grant_type: 'password', scope: [text] })),
    ],
    [
      `A11 RFC 6749 A.1 ${what} in the client id`,
      'token_claims',
      (f) => f.signed(f.claims({ client_id: text, cid: text, azp: text })),
    ],
    [
      `A11 RFC 6749 A.1 ${what} in the client id, without a role`,
      'token_claims',
      (f) => f.signed(f.claims({ client_id: text, scope: [] })),
    ],
    [
      `A11 RFC 6749 A.1 ${what} in the client id of Cloud Identity`,
      'token_claims',
      (f) => f.signed(f.iasClaims({ azp: text })),
    ],
  ]),
  ...[198, 199].map(
    (length): TokenAttack => [
      `A9 RFC 8725 3.7 a pair behind ${length} letters of a scope`,
      'grant_missing',
      (f) => f.signed(f.claims({ scope: [`${'a'.repeat(length)}\u{1f6a2}`] })),
    ],
  ),
]
