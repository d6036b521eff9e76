import fc from 'fast-check'
import { type Mutation, mutation } from '../decoder/mutation.ts'
import { anyBytes } from '../decoder/random-bodies.ts'
import { manyHeaders, wireHeaders } from './any-headers.ts'
import { ingestRequest } from './ingest-requests.ts'
import { operationsRequest } from './operations-requests.ts'
import { otherRequest } from './other-requests.ts'
import type { Framing, WireRequest } from './wire-request.ts'

/** The first bytes of a connection. */
export type Exchange =
  /** every request has to be answered */
  | { readonly kind: 'due'; readonly requests: readonly WireRequest[]; readonly pieces: number }
  /** whatever comes, or nothing; then the connection is left */
  | { readonly kind: 'free'; readonly requests: readonly WireRequest[] }
  | {
      readonly kind: 'cut'
      readonly request: WireRequest
      readonly at: number
      readonly reset: boolean
    }
  | {
      readonly kind: 'changed'
      readonly request: WireRequest
      readonly mutations: readonly Mutation[]
    }
  | { readonly kind: 'raw'; readonly bytes: Buffer }

const BROKEN_CHUNKS = [
  '',
  '0\r\n',
  'zz\r\n',
  '-1\r\n',
  'ffffffffffffffff\r\n',
  '10000000000000000\r\n',
  '5\r\nabc\r\n0\r\n\r\n',
  '5;a=b\r\nabcde\r\n0\r\n\r\n',
  '0\r\nAuthorization: Bearer a\r\n\r\n',
  `5;${'a'.repeat(20_000)}\r\nabcde\r\n0\r\n\r\n`,
  '5 \r\nabcde\r\n0\r\n\r\n',
  '5\nabcde\n0\n\n',
  '0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
]
const LENGTHS = [
  '-1',
  '+5',
  '5, 5',
  '0x10',
  '1e3',
  '',
  ' ',
  '99999999999',
  '99999999999999999999999',
]
const RAW = [
  '\r\n\r\n',
  '\0',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/9.9\r\nHost: a\r\n\r\n',
  'GET /\r\n',
  'GET  / HTTP/1.1\r\nHost: a\r\n\r\n',
  'get / HTTP/1.1\r\nHost: a\r\n\r\n',
  'CONNECT localhost:1 HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.1\nHost: a\n\n',
  'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  `GET /${'a'.repeat(70_000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: a\r\n${'a: b\r\n'.repeat(15_000)}\r\n`,
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef',
]

const request = fc.oneof(
  { arbitrary: ingestRequest, weight: 60 },
  { arbitrary: operationsRequest, weight: 28 },
  { arbitrary: otherRequest, weight: 12 },
)
/** Others can come behind it on its connection: behind HTTP/1.0 they cannot. */
const unhurried = request.map((one): WireRequest => ({ ...one, expects: false, version: '1.1' }))

const wrongFraming: fc.Arbitrary<Framing> = fc.oneof(
  fc.integer({ min: -300, max: 300 }).map((by): Framing => ({ kind: 'wrong length', by })),
  fc.constantFrom(...LENGTHS).map((value): Framing => ({ kind: 'odd length', value })),
  fc.constant<Framing>({ kind: 'length and chunks' }),
  fc.constant<Framing>({ kind: 'none' }),
  fc.constantFrom(...BROKEN_CHUNKS).map((text): Framing => ({ kind: 'broken chunks', text })),
)

const due = (requests: fc.Arbitrary<readonly WireRequest[]>): fc.Arbitrary<Exchange> =>
  fc.record({
    kind: fc.constant('due' as const),
    requests,
    pieces: fc.oneof({ arbitrary: fc.constant(1), weight: 9 }, fc.integer({ min: 2, max: 6 })),
  })

const free = (requests: fc.Arbitrary<readonly WireRequest[]>): fc.Arbitrary<Exchange> =>
  fc.record({ kind: fc.constant('free' as const), requests })

const misframed = fc
  .tuple(unhurried, wrongFraming)
  .map(([one, framing]): WireRequest[] => [{ ...one, framing }])
const withOddHeaders = fc
  .tuple(unhurried, fc.oneof({ arbitrary: wireHeaders, weight: 9 }, manyHeaders))
  .map(([one, headers]): WireRequest[] => [{ ...one, headers: [...one.headers, ...headers] }])

export const exchange: fc.Arbitrary<Exchange> = fc.oneof(
  { arbitrary: due(request.map((one) => [one])), weight: 800 },
  { arbitrary: due(fc.array(unhurried, { minLength: 2, maxLength: 8 })), weight: 15 },
  { arbitrary: free(fc.array(unhurried, { minLength: 21, maxLength: 40 })), weight: 1 },
  { arbitrary: free(misframed), weight: 40 },
  { arbitrary: free(withOddHeaders), weight: 40 },
  {
    arbitrary: fc.record({
      kind: fc.constant('cut' as const),
      request: unhurried,
      at: fc.nat(0xffff),
      reset: fc.boolean(),
    }),
    weight: 40,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('changed' as const),
      request: unhurried,
      mutations: fc.array(mutation, { minLength: 1, maxLength: 3 }),
    }),
    weight: 40,
  },
  {
    arbitrary: fc.record({
      kind: fc.constant('raw' as const),
      bytes: fc.oneof(
        fc.constantFrom(...RAW).map((text) => Buffer.from(text, 'latin1')),
        anyBytes,
      ),
    }),
    weight: 20,
  },
)
