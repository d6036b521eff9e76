import { type Attack, HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import type { Forge } from './forge.ts'
import { requestBytes } from './raw-http.ts'

type Kind = readonly [what: string, end: End, token: (f: Forge, index: number) => string]

/** Each of them names an unknown value, to provoke a look-up. */
const KINDS: readonly Kind[] = [
  ['kid', 'token_key_unknown', (f, i) => f.forged(f.claims(), { kid: `random-${i}` })],
  ['zid', 'token_signature', (f, i) => f.forged(f.claims({ zid: `random-${i}` }))],
  [
    'iss',
    'token_issuer_unknown',
    (f, i) => f.forged(f.claims({ iss: `${f.attacker}/${i}/oauth/token` })),
  ],
  ['app_tid', 'token_signature', (f, i) => f.forged(f.iasClaims({ app_tid: `random-${i}` }))],
]

const FLOOD_OF_EACH = 150
/** key sets that they make the service look at */
export const FLOOD_SOURCES = 2

export const floodAttacks: readonly Attack[] = KINDS.flatMap(([what, end, token]) =>
  Array.from({ length: FLOOD_OF_EACH }, (_, index) => ({
    name: `A10 RFC 8725 3.10 random ${what}`,
    end,
    bytes: (forge: Forge, id: string) =>
      requestBytes(id, {
        headers: [`Authorization: Bearer ${token(forge, index)}`],
        body: HARMLESS_BODY,
      }),
  })),
)
