import { type Attack, HARMLESS_BODY } from './attack.ts'
import type { End } from './expectation.ts'
import { INGEST } from './raw-http.ts'

/** The lines of a call that ends otherwise than one reader expects, and the next one may not see. */
type Framing = readonly [what: string, end: End, lines: readonly string[], body: string]

const BODY = HARMLESS_BODY
const LENGTH = BODY.length
const hex = LENGTH.toString(16)
const CHUNKED = `${hex}\r\n${BODY}\r\n0\r\n\r\n`
/** A confused reader would take this for the next request. */
const SMUGGLED = 'GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n'
const te = (value: string) => `Transfer-Encoding: ${value}`
const cl = (value: string | number) => `Content-Length: ${value}`

const LENGTHS: readonly Framing[] = [
  ['CVE-2005-2088 a length and chunks', 'unreadable', [cl(LENGTH), te('chunked')], CHUNKED],
  ['CVE-2005-2088 chunks and a length', 'unreadable', [te('chunked'), cl(LENGTH)], CHUNKED],
  ['RFC 9112 6.1 a length of 0 and chunks', 'unreadable', [cl(0), te('chunked')], CHUNKED],
  ['RFC 9112 6.1 a length of 4 and chunks', 'unreadable', [cl(4), te('chunked')], CHUNKED],
  ['RFC 9112 6.3 two lengths', 'unreadable', [cl(LENGTH), cl(4)], BODY],
  ['RFC 9112 6.3 two equal lengths', 'unreadable', [cl(LENGTH), cl(LENGTH)], BODY],
  ['RFC 9112 6.3 a list of lengths', 'unreadable', [cl(`${LENGTH}, ${LENGTH}`)], BODY],
  ['RFC 9112 6.3 a list of two lengths', 'unreadable', [cl(`${LENGTH}, 4`)], BODY],
  ['RFC 9110 8.6 a plus sign', 'unreadable', [cl(`+${LENGTH}`)], BODY],
  ['RFC 9110 8.6 a minus sign', 'unreadable', [cl(`-${LENGTH}`)], BODY],
  ['RFC 9110 8.6 in hex', 'unreadable', [cl(`0x${hex}`)], BODY],
  ['RFC 9110 8.6 a point', 'unreadable', [cl(`${LENGTH}.0`)], BODY],
  ['RFC 9110 8.6 an exponent', 'unreadable', [cl('1e3')], BODY],
  ['RFC 9110 8.6 a letter behind it', 'unreadable', [cl(`${LENGTH}a`)], BODY],
  ['RFC 9110 8.6 a blank inside', 'unreadable', [cl('1 0')], BODY],
  ['RFC 9110 8.6 nothing', 'unreadable', [cl('')], BODY],
  ['RFC 9110 8.6 a word', 'unreadable', [cl('chunked')], BODY],
  ['RFC 9110 8.6 an underscore', 'unreadable', [cl('1_0')], BODY],
  ['RFC 9110 8.6 digits of another script', 'unreadable', [cl('\xd9\xa1')], BODY],
  ['RFC 9110 8.6 more than 64 bits', 'unreadable', [cl('18446744073709551617')], BODY],
  ['RFC 9110 8.6 more than 64 digits', 'unreadable', [cl('9'.repeat(70))], BODY],
  ['RFC 9110 8.6 a folded one', 'unreadable', ['Content-Length:', ` ${LENGTH}`], BODY],
  [
    'CVE-2021-22959 a blank before the colon of the length',
    'unreadable',
    [`Content-Length : ${LENGTH}`],
    BODY,
  ],
  [
    'CVE-2024-27982 a blank before the name of the length',
    'unreadable',
    [` Content-Length: ${LENGTH}`],
    BODY,
  ],
  ['RFC 9112 6.3 a tab before the colon', 'unreadable', [`Content-Length\t: ${LENGTH}`], BODY],
  ['RFC 9112 6.3 a zero in the name', 'unreadable', [`Content\x00-Length: ${LENGTH}`], BODY],
  ['RFC 9110 5.1 another name for it', 'empty call', [`Content_Length: ${LENGTH}`], ''],
]

const ENCODINGS: readonly Framing[] = [
  ['CVE-2020-8287 twice', 'unreadable', [te('chunked'), te('identity')], CHUNKED],
  ['CVE-2020-8287 twice the same', 'unreadable', [te('chunked'), te('chunked')], CHUNKED],
  ['RFC 9112 6.1 not last', 'unreadable', [te('chunked, identity')], CHUNKED],
  ['RFC 9112 6.1 not last: gzip', 'unreadable', [te('chunked, gzip')], CHUNKED],
  ['RFC 9112 6.1 twice in a list', 'unreadable', [te('chunked, chunked')], CHUNKED],
  ['RFC 9112 6.1 identity alone', 'unreadable', [te('identity')], CHUNKED],
  ['RFC 9112 6.1 gzip alone', 'unreadable', [te('gzip')], CHUNKED],
  ['RFC 9112 6.1 nothing', 'unreadable', [te('')], CHUNKED],
  ['CVE-2022-32213 a letter before it', 'unreadable', [te('xchunked')], CHUNKED],
  ['CVE-2022-32213 a letter behind it', 'unreadable', [te('chunkedx')], CHUNKED],
  ['CVE-2022-32213 a comma behind it', 'unreadable', [te('chunked,')], CHUNKED],
  ['CVE-2022-32213 a parameter', 'unreadable', [te('chunked;x=y')], CHUNKED],
  ['CVE-2022-32213 quotes', 'unreadable', [te('"chunked"')], CHUNKED],
  ['CVE-2019-15605 a vertical tab', 'unreadable', [te('\x0bchunked')], CHUNKED],
  ['CVE-2019-15605 a form feed', 'unreadable', [te('chunked\x0c')], CHUNKED],
  ['CVE-2019-15605 a zero', 'unreadable', [te('chunked\x00')], CHUNKED],
  ['CVE-2019-15605 a hard blank', 'unreadable', [te('\xa0chunked')], CHUNKED],
  ['CVE-2022-32215 folded', 'unreadable', ['Transfer-Encoding:', ' chunked'], CHUNKED],
  ['CVE-2022-32215 folded behind', 'unreadable', [te('chunked'), ' , identity'], CHUNKED],
  [
    'CVE-2021-22959 a blank before the colon',
    'unreadable',
    ['Transfer-Encoding : chunked'],
    CHUNKED,
  ],
  [
    'CVE-2024-27982 a blank before the name',
    'unreadable',
    [' Transfer-Encoding: chunked'],
    CHUNKED,
  ],
]

const CHUNKS: readonly (readonly [what: string, end: End, body: string])[] = [
  ['RFC 9112 7.1 a word for a size', 'unreadable', 'size\r\nabc\r\n0\r\n\r\n'],
  ['RFC 9112 7.1 a minus sign', 'unreadable', `-5\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 a plus sign', 'unreadable', `+5\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 0x', 'unreadable', `0x5\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 an underscore', 'unreadable', `0_5\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 no size', 'unreadable', `\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 a blank before it', 'unreadable', ` 5\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 a blank behind it', 'unreadable', `5 \r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 a tab behind it', 'unreadable', `5\t\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 more than 64 bits', 'unreadable', `1${'0'.repeat(16)}\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 more than 64 bits, all ones', 'unreadable', `${'f'.repeat(17)}\r\na\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 too short', 'unreadable', `3\r\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 7.1 no line end behind it', 'unreadable', `5\r\nabcde0\r\n\r\n`],
  ['RFC 9112 7.1 another end than CRLF', 'unreadable', `5\r\nabcdeXX0\r\n\r\n`],
  ['RFC 9112 2.2 a bare line feed', 'unreadable', `5\nabcde\r\n0\r\n\r\n`],
  ['RFC 9112 2.2 a bare line feed behind', 'unreadable', `5\r\nabcde\n0\r\n\r\n`],
  ['RFC 9112 2.2 a bare carriage return', 'unreadable', `5\rabcde\r\n0\r\n\r\n`],
  ['CVE-2021-22960 a line feed in an extension', 'unreadable', `5;x\nabcde\r\n0\r\n\r\n`],
  ['CVE-2021-22960 a return in an extension', 'unreadable', `5;x\ry\r\nabcde\r\n0\r\n\r\n`],
  ['CVE-2021-22960 a zero in an extension', 'unreadable', `5;x\x00\r\nabcde\r\n0\r\n\r\n`],
  ['CVE-2024-22019 an extension of 1 MB', 'unreadable', `5;${'x'.repeat(1_048_576)}\r\nabcde\r\n`],
]

/** A whole request in the body of one that is refused. */
const bodies = ['POST', 'GET', 'PUT'].map(
  (method): Attack => ({
    name: `RFC 9112 11.2 a request in the body of a refused ${method}`,
    end: 'token_missing',
    bytes: (_forge, id) =>
      [
        `${method} ${INGEST} HTTP/1.1`,
        'Host: receiver.example',
        `x-correlation-id: ${id}`,
        cl(SMUGGLED.length),
        '',
        SMUGGLED,
      ].join('\r\n'),
  }),
)

/** A token that would be taken, if all this were a request. */
const head = (id: string, token: string) => [
  `POST ${INGEST} HTTP/1.1`,
  'Host: receiver.example',
  'Content-Type: text/xml',
  `x-correlation-id: ${id}`,
  `Authorization: Bearer ${token}`,
]

function framed([what, end, lines, body]: Framing): Attack {
  return {
    name: what,
    end,
    bytes: (forge, id) =>
      `${[...head(id, forge.signed()), ...lines].join('\r\n')}\r\n\r\n${body}${body === '' ? '' : SMUGGLED}`,
  }
}

const framings: readonly Framing[] = [
  ...LENGTHS,
  ...ENCODINGS,
  ...CHUNKS.map(([what, end, body]): Framing => [what, end, [te('chunked')], body]),
]

export const framingAttacks: readonly Attack[] = [...framings.map(framed), ...bodies]
