import fc from 'fast-check'
import type { Header } from './wire-request.ts'

const NAMES = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Cookie',
  'Content-Language',
  'Forwarded',
  'If-None-Match',
  'If-Modified-Since',
  'Origin',
  'Range',
  'Referer',
  'SOAPAction',
  'User-Agent',
  'X-Forwarded-Client-Cert',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-HTTP-Method-Override',
  'X-VCAP-Request-ID',
  '__proto__',
  'constructor',
]
const VALUES = [
  '',
  '*',
  '*/*',
  'gzip',
  'bytes=0-1',
  'https',
  'javascript:alert(1)',
  'a, b;q=0',
  '"',
  '%',
  '%00',
  "'; --",
  '<a>&</a>',
  '../..',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'x'.repeat(4_000),
]

/** A valid header value: no control characters. */
const text = fc
  .string({ unit: 'binary', maxLength: 20 })
  .map((value) => value.replaceAll(/[\p{Cc}\p{Cs}]/gu, '?').trim())

/** A few headers that need no meaning. */
export const anyHeaders: fc.Arbitrary<readonly Header[]> = fc.oneof(
  { arbitrary: fc.constant([]), weight: 3 },
  {
    arbitrary: fc.array(
      fc.tuple(
        fc.constantFrom(...NAMES),
        fc.oneof(
          { arbitrary: fc.constantFrom(...VALUES), weight: 3 },
          { arbitrary: text, weight: 1 },
        ),
      ),
      { maxLength: 4 },
    ),
    weight: 1,
  },
)

/** Headers that change how the bytes behind them are to be read. */
export const wireHeaders: fc.Arbitrary<readonly Header[]> = fc.array(
  fc.constantFrom<Header>(
    ['Connection', 'close'],
    ['Connection', 'keep-alive, upgrade'],
    ['Connection', ''],
    ['Upgrade', 'websocket'],
    ['Upgrade', 'h2c'],
    ['Transfer-Encoding', 'gzip'],
    ['Transfer-Encoding', 'gzip, chunked'],
    ['Transfer-Encoding', 'chunked, chunked'],
    ['Transfer-Encoding', 'Chunked'],
    ['Transfer-Encoding', 'chunked;a=b'],
    ['Content-Length', '0'],
    ['Content-Length', '5'],
    ['Expect', 'something else'],
    ['Expect', '100-continue'],
    ['Host', 'another'],
    ['Host', ''],
    ['TE', 'trailers'],
    ['Trailer', 'Authorization'],
    ['Keep-Alive', 'timeout=0'],
    [' Authorization', 'Bearer a'],
    ['Authorization ', 'Bearer a'],
    ['Author\u0000ization', 'Bearer a'],
    ['X-Fold', 'a\r\n b'],
    ['X-Bare', 'a\nb: c'],
    ['X-Return', 'a\rb'],
    ['X-Nul', 'a\u0000b'],
    ['', 'a'],
    ['X-Huge', 'x'.repeat(70_000)],
  ),
  { minLength: 1, maxLength: 3 },
)

export const manyHeaders: fc.Arbitrary<readonly Header[]> = fc
  .integer({ min: 100, max: 3_000 })
  .map((count) => Array.from({ length: count }, (_, index): Header => [`x-${index}`, 'y']))
