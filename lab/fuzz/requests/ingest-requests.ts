import fc from 'fast-check'
import {
  cloudEvents,
  type DecoderInput,
  json,
  mutatedJson,
  mutatedXml,
  random,
  records,
} from '../decoder/decoder-input.ts'
import { written } from '../decoder/written-message.ts'
import { anyHeaders } from './any-headers.ts'
import { encoded } from './encoded-body.ts'
import { tokenOf } from './senders.ts'
import type { Framing, Header, WireRequest } from './wire-request.ts'

const PATHS = ['/http/successfactors/events', '/cxf/successfactors/events']
const COMPANIES = ['', '', '/ACME', '/quay.1-a_b']
const ENDS = [
  '/',
  '//',
  '/%41CME',
  '/%00',
  '/%e2%82',
  '/a%2fb',
  '/..',
  '/ACME/',
  '/ACME/more',
  `/${'x'.repeat(65)}`,
  `/${'x'.repeat(5_000)}`,
]
const QUERIES = [
  '?wsdl',
  '?WSDL',
  '?type=com.example.Type',
  '?type=%00%ff',
  '?events=data.people[*]&subject=userId&id=id&typeFrom=eventType',
  '?events=$..a',
  '?events=a.b.c.d.e.f.g.h.i.j.k',
  '?company_id=ACME&Type=x',
  '?type=%ed%a0%80',
  `?type=${'x'.repeat(2_000)}`,
  '?company=ACME',
  '?company=other',
  '?company=',
  '?company=%00',
  '?company=a&company=b',
  '?__proto__=1&constructor=2',
  '?%',
  '?&&==&',
  '?a[b][c]=1',
  '?',
]

const calls: fc.Arbitrary<DecoderInput> = fc.oneof(
  { arbitrary: written, weight: 12 },
  { arbitrary: mutatedXml, weight: 3 },
  { arbitrary: json, weight: 3 },
  { arbitrary: mutatedJson, weight: 2 },
  { arbitrary: records, weight: 4 },
  { arbitrary: cloudEvents, weight: 3 },
  { arbitrary: random, weight: 1 },
)

/** Under a Content-Type that a header can hold. */
const body = calls.chain(({ body, contentType, hints }) =>
  encoded(fc.constant(body)).map(({ body, headers }) => {
    const isSendable = contentType !== undefined && /^[\x20-\x7e]+$/.test(contentType.trim())
    const type: Header[] = isSendable ? [['Content-Type', contentType.trim()]] : []
    const named = Object.entries(hints?.cloudEvent?.headers ?? {})
    return { body, headers: [...type, ...named, ...headers] }
  }),
)

const empty = fc.constant({ body: Buffer.alloc(0), headers: [] as readonly Header[] })

const method = fc.oneof(
  { arbitrary: fc.constant('POST'), weight: 30 },
  { arbitrary: fc.constantFrom('GET', 'HEAD'), weight: 3 },
  { arbitrary: fc.constantFrom('PUT', 'DELETE', 'OPTIONS', 'PATCH', 'PROPFIND'), weight: 1 },
)

export const rightFraming: fc.Arbitrary<Framing> = fc.oneof(
  { arbitrary: fc.constant<Framing>({ kind: 'length' }), weight: 6 },
  {
    arbitrary: fc.constantFrom(1, 7, 100, 5_000).map((size): Framing => ({ kind: 'chunks', size })),
    weight: 1,
  },
)

/** Calls of the ingest path, most of them as senders make them. */
export const ingestRequest: fc.Arbitrary<WireRequest> = fc
  .record({
    method,
    path: fc.constantFrom(...PATHS),
    end: fc.oneof(
      { arbitrary: fc.constantFrom(...COMPANIES), weight: 9 },
      { arbitrary: fc.constantFrom(...ENDS), weight: 1 },
    ),
    query: fc.oneof(
      { arbitrary: fc.constant(''), weight: 5 },
      { arbitrary: fc.constantFrom(...QUERIES), weight: 1 },
    ),
    token: tokenOf('sender'),
    content: fc.oneof({ arbitrary: body, weight: 20 }, { arbitrary: empty, weight: 1 }),
    framing: rightFraming,
    more: anyHeaders,
    expects: fc.integer({ min: 0, max: 24 }).map((one) => one === 24),
  })
  .map(({ method, path, end, query, token, content, framing, more, expects }) => ({
    what: `${method} ingest`,
    method,
    target: `${path}${end}${query}`,
    version: '1.1' as const,
    headers: [...content.headers, ...more],
    token,
    body: content.body,
    framing,
    expects: expects && content.body.length > 0,
  }))
