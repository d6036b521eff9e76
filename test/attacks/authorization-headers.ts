import type { CallAttack } from './attack.ts'
import type { End } from './expectation.ts'
import type { Forge } from './forge.ts'
import { INGEST } from './raw-http.ts'

type Lines = (token: string) => readonly string[]

const header = (value: (token: string) => string): Lines => {
  return (token) => [`Authorization: ${value(token)}`]
}

/** Header values other than one scheme and one token. The token itself is valid. */
const VALUES: readonly (readonly [what: string, end: End, value: (token: string) => string])[] = [
  ['two tokens', 'request_malformed', (t) => `Bearer ${t} ${t}`],
  ['a token and a word', 'request_malformed', (t) => `Bearer ${t} b`],
  ['a word and a token', 'request_malformed', (t) => `Bearer a ${t}`],
  ['two with a comma', 'request_malformed', (t) => `Bearer ${t},Bearer ${t}`],
  ['two schemes with a comma', 'request_malformed', (t) => `Bearer ${t}, Basic c2Y6c2Y=`],
  ['no token', 'request_malformed', () => 'Bearer'],
  ['blanks for a token', 'request_malformed', () => 'Bearer   '],
  ['a parameter', 'request_malformed', (t) => `Bearer token="${t}"`],
  ['quotes', 'request_malformed', (t) => `Bearer "${t}"`],
  ['brackets', 'request_malformed', (t) => `Bearer <${t}>`],
  ['a semicolon', 'request_malformed', (t) => `Bearer ${t};`],
  ['a comma', 'request_malformed', (t) => `Bearer ${t},`],
  ['a colon', 'request_malformed', (t) => `Bearer : ${t}`],
  ['a tab inside', 'request_malformed', (t) => `Bearer ${t}\tx`],
  ['padding inside', 'request_malformed', (t) => `Bearer ${t}=x`],
  ['padding alone', 'request_malformed', () => 'Bearer ==='],
  ['a percent sign', 'request_malformed', (t) => `Bearer ${t}%20`],
  ['an asterisk', 'request_malformed', () => 'Bearer *'],
  ['JSON', 'request_malformed', (t) => `Bearer {"token":"${t}"}`],
  ['CVE-2022-39227 a signature in JSON', 'request_malformed', (t) => `Bearer ${inJson(t)}`],
  ['letters of Latin-1', 'request_malformed', (t) => `Bearer ${t}\xe4`],
  ['letters of UTF-8', 'request_malformed', (t) => `Bearer ${t}\xc3\xa4`],
  ['a byte order mark', 'token_missing', (t) => `\xef\xbb\xbfBearer ${t}`],
  ['a blank of no width', 'request_malformed', (t) => `Bearer ${t}\xe2\x80\x8b`],
  ['a hard blank', 'token_missing', (t) => `Bearer\xa0${t}`],
  ['a tab behind the scheme', 'token_missing', (t) => `Bearer\t${t}`],
  ['no blank', 'token_missing', (t) => `Bearer${t}`],
  ['an equals sign', 'token_missing', (t) => `Bearer=${t}`],
  ['a colon behind the scheme', 'token_missing', (t) => `Bearer: ${t}`],
  ['no scheme', 'token_missing', (t) => t],
  ['nothing', 'token_missing', () => ''],
  ['a comma first', 'token_missing', (t) => `, Bearer ${t}`],
  ['Bearer twice', 'request_malformed', (t) => `Bearer Bearer ${t}`],
  ['a scheme like it', 'token_missing', (t) => `Bearer2 ${t}`],
  ['a scheme of another alphabet', 'token_missing', (t) => `B\xd0\xb5arer ${t}`],
  ['a lone zero byte', 'unreadable', (t) => `Bearer ${t}\x00`],
  ['a zero byte inside', 'unreadable', (t) => `Bearer ${t.replace('.', '.\x00')}`],
  ['a delete character', 'unreadable', (t) => `Bearer ${t}\x7f`],
  ['an escape character', 'unreadable', (t) => `Bearer ${t}\x1b[31m`],
  ['small letters', 'accepted', (t) => `bearer ${t}`],
  ['capitals', 'accepted', (t) => `BEARER ${t}`],
  ['both', 'accepted', (t) => `bEaReR ${t}`],
  ['several blanks', 'accepted', (t) => `Bearer   ${t}`],
]

const SCHEMES = [
  'Basic',
  'Digest',
  'Negotiate',
  'NTLM',
  'DPoP',
  'MAC',
  'Hawk',
  'HOBA',
  'Mutual',
  'SCRAM-SHA-256',
  'AWS4-HMAC-SHA256',
  'GNAP',
  'PrivateToken',
  'OAuth',
  'Token',
  'JWT',
  'ApiKey',
  'Signature',
]
/** A technical user of SuccessFactors, as in the days before OAuth. */
const BASIC = Buffer.from('sfapi@company:word').toString('base64')

const HEADERS: readonly (readonly [what: string, end: End, lines: Lines])[] = [
  ['no header', 'token_missing', () => []],
  ['the good one twice', 'request_malformed', (t) => [bearer(t), bearer(t)]],
  ['a good one, then another', 'request_malformed', (t) => [bearer(t), bearer('x')]],
  ['another, then a good one', 'request_malformed', (t) => [bearer('x'), bearer(t)]],
  [
    'Basic, then a good one',
    'request_malformed',
    (t) => [`Authorization: Basic ${BASIC}`, bearer(t)],
  ],
  [
    'a good one, then Basic',
    'request_malformed',
    (t) => [bearer(t), `Authorization: Basic ${BASIC}`],
  ],
  ['a good one, then nothing', 'request_malformed', (t) => [bearer(t), 'Authorization:']],
  ['nothing, then a good one', 'request_malformed', (t) => ['Authorization:', bearer(t)]],
  ['two in other cases', 'request_malformed', (t) => [bearer(t), `AUTHORIZATION: Bearer ${t}`]],
  ['50 of them', 'request_malformed', (t) => Array<string>(50).fill(bearer(t))],
  ['4,000 others between two', 'request_malformed', (t) => [bearer(t), ...many(4_000), bearer(t)]],
  ['a folded header', 'unreadable', (t) => ['Authorization: Bearer', ` ${t}`]],
  [
    'a folded token',
    'unreadable',
    (t) => [`Authorization: Bearer ${t.slice(0, 50)}`, ` ${t.slice(50)}`],
  ],
  ['folded with a tab', 'unreadable', (t) => ['Authorization: Bearer', `\t${t}`]],
  ['no header but an expectation', 'token_missing', () => ['Expect: 100-continue']],
  ['X-Authorization', 'token_missing', (t) => [`X-${bearer(t)}`]],
  ['Proxy-Authorization', 'token_missing', (t) => [`Proxy-${bearer(t)}`]],
  ['X-Forwarded-Authorization', 'token_missing', (t) => [`X-Forwarded-${bearer(t)}`]],
  ['X-Original-Authorization', 'token_missing', (t) => [`X-Original-${bearer(t)}`]],
  ['X-Access-Token', 'token_missing', (t) => [`X-Access-Token: ${t}`]],
  ['X-Auth-Token', 'token_missing', (t) => [`X-Auth-Token: ${t}`]],
  ['HTTP_AUTHORIZATION', 'token_missing', (t) => [`HTTP_AUTHORIZATION: Bearer ${t}`]],
  ['a cookie', 'token_missing', (t) => [`Cookie: access_token=${t}; Authorization=Bearer ${t}`]],
  ['Sec-WebSocket-Protocol', 'token_missing', (t) => [`Sec-WebSocket-Protocol: bearer, ${t}`]],
  ['a name for a user', 'token_missing', () => ['X-Forwarded-User: admin', 'X-Remote-User: admin']],
  ['a user of CPI', 'token_missing', () => ['SapAuthenticatedUserName: admin']],
  ['an own address', 'token_missing', () => ['X-Forwarded-For: 127.0.0.1', 'X-Real-IP: ::1']],
  ['another address', 'token_missing', () => ['X-Original-URL: /health/live', 'X-Rewrite-URL: /']],
  ['another method', 'token_missing', () => ['X-HTTP-Method-Override: GET']],
  ['a header of 1 MB', 'headers_too_large', (t) => [bearer(t), `X-Long: ${'a'.repeat(1_048_576)}`]],
  ['a token of 1 MB', 'headers_too_large', () => [bearer('a'.repeat(1_048_576))]],
  ['CVE-2018-12121 64 KB of headers', 'headers_too_large', (t) => [bearer(t), ...many(12_000)]],
  ['a name of 100 KB', 'headers_too_large', (t) => [bearer(t), `${'n'.repeat(102_400)}: x`]],
]

const inQuery = (
  query: (f: Forge) => string,
  lines: (f: Forge) => readonly string[] = () => [],
) => {
  return (f: Forge) => ({ target: `${INGEST}?${query(f)}`, headers: lines(f) })
}
const FORM = 'application/x-www-form-urlencoded'

/** RFC 6750 section 2.3: the query is logged on its way; our own rule: only the header counts. */
const ELSEWHERE: readonly CallAttack[] = [
  ['2.3 in the query', 'token_missing', inQuery((f) => `access_token=${f.signed()}`)],
  ['2.3 in the query as token', 'token_missing', inQuery((f) => `token=${f.signed()}`)],
  [
    '2.3 in the query as a header',
    'token_missing',
    inQuery((f) => `Authorization=Bearer%20${f.signed()}`),
  ],
  [
    '2 in the query and in the header',
    'request_malformed',
    inQuery(
      (f) => `access_token=${f.signed()}`,
      (f) => [bearer(f.signed())],
    ),
  ],
  [
    '2.2 in a form',
    'token_missing',
    (f) => ({ contentType: FORM, body: `access_token=${f.signed()}` }),
  ],
  [
    '2.2 in JSON',
    'token_missing',
    (f) => ({ contentType: 'application/json', body: `{"access_token":"${f.signed()}"}` }),
  ],
  [
    '2 in the header of the envelope (WS-Security)',
    'token_missing',
    (f) => ({ body: `<S:Envelope><S:Header><Token>${f.signed()}</Token></S:Header></S:Envelope>` }),
  ],
  [
    '5.3 before the host',
    'token_missing',
    (f) => ({ target: `http://bearer:${f.signed()}@receiver.example${INGEST}` }),
  ],
]

export const authorizationAttacks: readonly CallAttack[] = [
  ...VALUES.map(
    ([what, end, value]): CallAttack => [`A12 RFC 6750 2.1 ${what}`, end, sent(header(value))],
  ),
  ...SCHEMES.map(
    (scheme): CallAttack => [
      `A12 RFC 9110 11.1 ${scheme} with a good token`,
      'token_missing',
      sent(header((t) => `${scheme} ${t}`)),
    ],
  ),
  [
    'A12 RFC 7617 Basic with a user and a word',
    'token_missing',
    sent(header(() => `Basic ${BASIC}`)),
  ],
  [
    'A12 RFC 7616 a whole Digest',
    'token_missing',
    sent(header(() => 'Digest username="sf", realm="x", nonce="n", uri="/", response="r"')),
  ],
  ...HEADERS.map(
    ([what, end, lines]): CallAttack => [`A12 RFC 9110 5.3 ${what}`, end, sent(lines)],
  ),
  ...ELSEWHERE.map(([what, end, parts]): CallAttack => [`A12 RFC 6750 ${what}`, end, parts]),
]

function sent(lines: Lines) {
  return (f: Forge) => ({ headers: lines(f.signed()) })
}

function bearer(token: string): string {
  return `Authorization: Bearer ${token}`
}

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `X-${index}: a`)
}

function inJson(token: string): string {
  const [head = '', payload = '', signature = ''] = token.split('.')
  return `{"protected":"${head}","payload":"${payload}","signature":"${signature}"}`
}
