import type { Attack } from './attack.ts'
import type { End } from './expectation.ts'
import { compact, type Forge, hmac, unsigned } from './forge.ts'
import { requestBytes } from './raw-http.ts'

const DOORS: readonly (readonly [method: string, target: string])[] = [
  ['GET', '/metrics'],
  ['GET', '/operations/v1/messages'],
  ['GET', '/operations/v1/refusals'],
  ['GET', '/operations/v1/openapi.json'],
  ['POST', '/operations/v1/messages/actions/decode'],
]

const LINES: readonly (readonly [what: string, end: End, line: (f: Forge) => string | null])[] = [
  ['RFC 6750 3.1 no token', 'token_missing', () => null],
  ['RFC 7617 Basic', 'token_missing', () => 'Basic b3A6b3A='],
  ['RFC 6750 3.1 two tokens', 'request_malformed', (f) => `Bearer ${f.signed()} x`],
  [
    'A5 CVE-2022-23540 alg none',
    'token_algorithm',
    (f) => `Bearer ${compact({ alg: 'none' }, operator(f), unsigned)}`,
  ],
  [
    'A5 CVE-2015-9235 HS256',
    'token_algorithm',
    (f) =>
      `Bearer ${compact({ alg: 'HS256' }, operator(f), hmac('sha256', String(f.keys.rsa.jwk.n)))}`,
  ],
  [
    'A6 RFC 7519 4.1.4 ended',
    'token_expired',
    (f) => `Bearer ${f.signed(operator(f, { exp: 1 }))}`,
  ],
  [
    'A7 RFC 8725 3.9 for another',
    'token_audience',
    (f) => `Bearer ${f.signed(operator(f, { aud: ['other!t9'] }))}`,
  ],
  ['A8 of another tenant', 'token_tenant', (f) => `Bearer ${f.signed(operator(f, { zid: 'x' }))}`],
  ['A9 RFC 6750 3.1 of a sender', 'grant_missing', (f) => `Bearer ${f.signed()}`],
]

function operator(f: Forge, changes: Record<string, unknown> = {}): unknown {
  const scope = ['Monitor', 'Reveal', 'Operate'].map((name) => `harbour-events!t77.${name}`)
  return f.claims({ scope, ...changes })
}

/** The checks of the ingest path protect all other paths, too. */
export const otherDoorAttacks: readonly Attack[] = DOORS.flatMap(([method, target]) =>
  LINES.map(
    ([what, end, line]): Attack => ({
      name: `${what} at ${method} ${target}`,
      end,
      bytes: (forge, id) => {
        const value = line(forge)
        const headers = value === null ? [] : [`Authorization: ${value}`]
        return requestBytes(id, {
          method,
          target,
          headers,
          contentType: 'application/json',
          body: '{}',
        })
      },
    }),
  ),
)
