import type { Attack } from './attack.ts'
import type { End } from './expectation.ts'
import type { Forge } from './forge.ts'
import { INGEST } from './raw-http.ts'

type Bytes = string | ((token: string, id: string) => string)
type Row = readonly [what: string, end: End, bytes: Bytes]

const request = (line: string, ...headers: string[]) => {
  return (token: string, id: string) =>
    [
      line,
      ...headers,
      `x-correlation-id: ${id}`,
      `Authorization: Bearer ${token}`,
      'Connection: close',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n')
}
const HOST = 'Host: receiver.example'
const POST = `POST ${INGEST} HTTP/1.1`
const line = (text: string) => request(text, HOST)
const field = (text: string) => request(POST, HOST, text)

const LINES: readonly Row[] = [
  ['RFC 1945 4.1 HTTP/0.9', 'unreadable', `GET ${INGEST}\r\n\r\n`],
  ['RFC 9112 3 no version', 'unreadable', line(`POST ${INGEST}`)],
  ['RFC 9112 2.3 HTTP/2.0', 'unreadable', line(`POST ${INGEST} HTTP/2.0`)],
  ['RFC 9112 2.3 HTTP/3', 'unreadable', line(`POST ${INGEST} HTTP/3`)],
  ['RFC 9112 2.3 HTTP/1.2', 'unreadable', line(`POST ${INGEST} HTTP/1.2`)],
  ['RFC 9112 2.3 HTTP/0.9 in words', 'unreadable', line(`POST ${INGEST} HTTP/0.9`)],
  ['RFC 9112 2.3 HTTP/9.9', 'unreadable', line(`POST ${INGEST} HTTP/9.9`)],
  ['RFC 9112 2.3 HTTP/1.10', 'unreadable', line(`POST ${INGEST} HTTP/1.10`)],
  ['RFC 9112 2.3 HTTP/1.1.1', 'unreadable', line(`POST ${INGEST} HTTP/1.1.1`)],
  ['RFC 9112 2.3 HTTP/1', 'unreadable', line(`POST ${INGEST} HTTP/1`)],
  ['RFC 9112 2.3 small letters', 'unreadable', line(`POST ${INGEST} http/1.1`)],
  ['RFC 9112 2.3 HTTPS', 'unreadable', line(`POST ${INGEST} HTTPS/1.1`)],
  ['RFC 9112 2.3 ICE', 'method', line(`SOURCE ${INGEST} ICE/1.0`)],
  ['RFC 9112 2.3 RTSP', 'not_found', line(`DESCRIBE ${INGEST} RTSP/1.0`)],
  ['RFC 9112 3 a method in small letters', 'unreadable', line(`post ${INGEST} HTTP/1.1`)],
  ['RFC 9112 3 a method that nobody knows', 'unreadable', line(`SEND ${INGEST} HTTP/1.1`)],
  ['RFC 9112 3 a letter behind the method', 'unreadable', line(`POSTS ${INGEST} HTTP/1.1`)],
  ['RFC 9112 3 a method with a zero', 'unreadable', line(`PO\x00ST ${INGEST} HTTP/1.1`)],
  ['RFC 9112 3 a method of 10,000 letters', 'unreadable', line(`${'P'.repeat(10_000)} / HTTP/1.1`)],
  ['RFC 9112 3 a blank first', 'unreadable', line(` POST ${INGEST} HTTP/1.1`)],
  ['RFC 9112 3 a tab', 'unreadable', line(`POST\t${INGEST}\tHTTP/1.1`)],
  ['RFC 9112 3 a blank in the address', 'unreadable', line(`POST ${INGEST} x HTTP/1.1`)],
  ['RFC 9112 3.2 a word for an address', 'unreadable', line('POST x HTTP/1.1')],
  ['RFC 9112 3.2.2 half an absolute address', 'unreadable', line('POST http: HTTP/1.1')],
  ['RFC 9112 3 no address', 'unreadable', line('POST HTTP/1.1')],
  ['RFC 9112 3 a zero in the address', 'unreadable', line(`POST ${INGEST}\x00 HTTP/1.1`)],
  ['RFC 9112 3 a return in the address', 'unreadable', line(`POST ${INGEST}\rx HTTP/1.1`)],
  ['RFC 9112 3 a backslash for an address', 'unreadable', line('POST \\ HTTP/1.1')],
  [
    'RFC 9112 3 a byte above ASCII in the address',
    'unreadable',
    line(`POST ${INGEST}\xe4 HTTP/1.1`),
  ],
  [
    'RFC 9112 3.2.3 a host for an address',
    'unreadable',
    line('POST receiver.example:443 HTTP/1.1'),
  ],
  ['RFC 9112 3.2.3 CONNECT', 'cut', line('CONNECT receiver.example:443 HTTP/1.1')],
]

const PROTOCOLS: readonly Row[] = [
  [
    'RFC 9113 3.4 the preface of HTTP/2',
    'unreadable',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04',
  ],
  [
    'RFC 8446 4.1.2 a greeting of TLS',
    'unreadable',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  ],
  ['RFC 4253 4.2 a greeting of SSH', 'unreadable', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['RFC 5321 4.1.1 a greeting of SMTP', 'unreadable', 'EHLO receiver.example\r\n'],
  ['RFC 9112 3 a command of Redis', 'unreadable', '*1\r\n$4\r\nPING\r\n'],
  ['RFC 9112 3 a greeting of PostgreSQL', 'unreadable', '\x00\x00\x00\x08\x04\xd2\x16\x2f'],
  [
    'RFC 9112 3 a header of PROXY',
    'unreadable',
    `PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n${POST}\r\n\r\n`,
  ],
  ['RFC 9112 3 a header of PROXY 2', 'unreadable', '\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c'],
  ['RFC 9112 3 a thousand zeros', 'unreadable', '\x00'.repeat(1_000)],
  ['RFC 9112 3 JSON and nothing else', 'unreadable', '{"events":[]}\r\n\r\n'],
]

const FIELDS: readonly Row[] = [
  ['RFC 9112 3.2 no Host', 'unreadable', request(POST)],
  ['RFC 9112 3.2 two Hosts', 'unreadable', field('Host: evil.example')],
  ['RFC 9112 3.2 two Hosts in other cases', 'unreadable', field('HOST: evil.example')],
  ['RFC 9112 3.2 the same Host twice', 'unreadable', field(HOST)],
  ['RFC 9112 3.2 a Host with a blank', 'unreadable', request(POST, 'Host: a b')],
  ['RFC 9112 3.2 a Host with a path', 'unreadable', request(POST, 'Host: a/b')],
  ['RFC 9112 3.2 a Host with a user', 'unreadable', request(POST, 'Host: user@a')],
  ['RFC 9112 3.2 two in one Host', 'unreadable', request(POST, 'Host: a, b')],
  ['RFC 9112 5.1 a blank before the colon', 'unreadable', field('X-Header : x')],
  ['RFC 9112 5.1 no colon', 'unreadable', field('X-Header')],
  ['RFC 9112 5.1 no name', 'unreadable', field(': x')],
  ['RFC 9112 5.1 a name with a blank', 'unreadable', field('X Header: x')],
  ['RFC 9112 5.1 a name in brackets', 'unreadable', field('X(Header): x')],
  ['RFC 9112 5.1 a name with a byte above ASCII', 'unreadable', field('X-H\xe4der: x')],
  ['RFC 9112 5.2 a folded header', 'unreadable', field('X-Header: x\r\n y')],
  [
    'RFC 9112 5.2 a blank before the first header',
    'unreadable',
    request(POST, ' X-Header: x', HOST),
  ],
  ['RFC 9110 5.5 a zero in a value', 'unreadable', field('X-Header: x\x00y')],
  ['RFC 9110 5.5 a bell in a value', 'unreadable', field('X-Header: x\x07y')],
  ['RFC 9110 5.5 a return in a value', 'unreadable', field('X-Header: x\ry')],
  ['CVE-2023-30589 a return for a line end', 'unreadable', field('X-Header: x\rContent-Length: 4')],
  ['CVE-2022-32214 a line feed for a line end', 'unreadable', field('X-Header: x\nX-Other: y')],
  ['CVE-2022-35256 two of them for the last', 'unreadable', `${POST}\r\n${HOST}\n\nx`],
  ['CVE-2022-35256 line feeds alone', 'unreadable', `${POST}\n${HOST}\n\n`],
  ['CVE-2025-23167 a return before the body', 'unreadable', `${POST}\r\n${HOST}\r\n\rX: y\r\n\r\n`],
  ['RFC 9112 2.2 a line feed behind the first line', 'unreadable', `${POST}\n${HOST}\r\n\r\n`],
  ['RFC 9110 10.1.1 an expectation of another kind', 'expectation', field('Expect: 200-ok')],
  [
    'RFC 9110 7.8 an upgrade to WebSocket',
    'empty call',
    field('Upgrade: websocket\r\nConnection: upgrade'),
  ],
  ['RFC 9113 3.1 an upgrade to h2c', 'empty call', field('Upgrade: h2c\r\nHTTP2-Settings: AAMA')],
  ['CVE-2014-6271 a function in a header', 'empty call', field('User-Agent: () { :; }; /bin/id')],
  [
    'CVE-2021-44228 a look-up in a header',
    'empty call',
    field('X-Api: \u0024{jndi:ldap://127.0.0.1/a}'),
  ],
  ['RFC 9112 2.2 empty lines first', 'empty call', (t, id) => `\r\n\r\n${field('X: y')(t, id)}`],
  ['RFC 9112 9.3 HTTP/1.0 without a Host', 'empty call', request(`POST ${INGEST} HTTP/1.0`)],
]

export const requestLineAttacks: readonly Attack[] = [...LINES, ...PROTOCOLS, ...FIELDS].map(
  ([name, end, bytes]) => ({
    name,
    end,
    bytes: (forge: Forge, id: string) =>
      typeof bytes === 'string' ? bytes : bytes(forge.signed(), id),
  }),
)
