import { type Attack, HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import { INGEST } from './raw-http.ts'

/** Bounds that a test can wait for (ms). */
export const SHORT_LIMITS = { headersMs: 250, requestMs: 400, checkMs: 25 }

type Row = readonly [what: string, end: End, text: (token: string) => string, trickleMs?: number]

const head = (id: string, ...lines: readonly string[]) =>
  [`POST ${INGEST} HTTP/1.1`, 'Host: x', `x-correlation-id: ${id}`, ...lines].join('\r\n')
const bearer = (token: string) => `Authorization: Bearer ${token}`
const LONG = `Content-Length: ${HARMLESS_BODY.length}`

const rows: readonly Row[] = [
  ['half a method', 'request_timeout', () => 'PO'],
  ['half a first line', 'request_timeout', () => `POST ${INGEST}`],
  ['a first line', 'request_timeout', () => `POST ${INGEST} HTTP/1.1\r\n`],
  ['half a header', 'request_timeout', () => head('slow', 'X-Header')],
  ['headers without an end', 'request_timeout', (t) => head('slow', bearer(t), LONG)],
  ['a line end too few', 'request_timeout', (t) => `${head('slow', bearer(t), LONG)}\r\n`],
  ['headers byte by byte', 'request_timeout', (t) => head('slow', bearer(t), LONG), 20],
  ['an empty line again and again', 'request_timeout', () => '\r\n'.repeat(500), 20],
  ['no body', 'request_timeout', (t) => `${head('slow', bearer(t), LONG)}\r\n\r\n`],
  ['half a body', 'request_timeout', (t) => `${head('slow', bearer(t), LONG)}\r\n\r\n<S:Envelope`],
  [
    'a body byte by byte',
    'request_timeout',
    (t) => `${head('slow', bearer(t), LONG)}\r\n\r\n${HARMLESS_BODY}`,
    1,
  ],
  [
    'half a chunk',
    'request_timeout',
    (t) => `${head('slow', bearer(t), 'Transfer-Encoding: chunked')}\r\n\r\nff\r\n<S:`,
  ],
  [
    'no last chunk',
    'request_timeout',
    (t) => `${head('slow', bearer(t), 'Transfer-Encoding: chunked')}\r\n\r\n4\r\n<S:a\r\n`,
  ],
  ['a body without a token', 'token_missing', () => `${head('slow', LONG)}\r\n\r\n<S:Envelope`],
]

/** CVE-2007-6750: a server that waits for slow clients has no room for others. */
export const slowAttacks: readonly Attack[] = rows.map(([what, end, text, trickleMs = 0]) => ({
  name: `CVE-2007-6750 ${what}`,
  end,
  trickleMs,
  bytes: (forge, id) => text(forge.signed()).replace('slow', id),
}))
