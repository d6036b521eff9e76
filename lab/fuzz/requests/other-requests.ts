import { METHODS } from 'node:http'
import fc from 'fast-check'
import { anyHeaders } from './any-headers.ts'
import { rightFraming } from './ingest-requests.ts'
import { tokenOf } from './senders.ts'
import type { WireRequest } from './wire-request.ts'

const TARGETS = [
  '/',
  '//',
  '*',
  '/health/live',
  '/health/ready',
  '/health',
  '/metrics',
  '/metrics/',
  '/operations/v1',
  '/operations/v1/',
  '/operations/v1/openapi.json',
  '/operations/v1/Messages',
  '/operations/v1/messages/',
  '/operations/v1/%',
  '/operations/v2/messages',
  '/operations',
  '/http/successfactors',
  '/HTTP/successfactors/events',
  '/%',
  '/%ff',
  '/%00',
  '/..',
  '/../../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/package.json',
  '/srv/server.ts',
  '/.env',
  '/favicon.ico',
  '/?',
  '/?%',
  '/;a=b',
  '/a:b@c',
  'http://localhost/health/live',
  'http://user:word@another.example/metrics',
  'http:///',
  'HTTP://localhost',
  '/__proto__',
  '/constructor/prototype',
  `/${'a/'.repeat(1_000)}`,
  `/${'x'.repeat(8_000)}`,
  `/metrics?${'a=b&'.repeat(2_000)}`,
]
/** CONNECT asks for no answer of ours. */
const ANSWERED = METHODS.filter((name) => name !== 'CONNECT')

const visible = fc
  .string({ unit: 'grapheme-ascii', maxLength: 30 })
  .map((text) => `/${text.replaceAll(' ', '+')}`)

/** Requests to neither an ingest path nor the operations API. */
export const otherRequest: fc.Arbitrary<WireRequest> = fc
  .record({
    method: fc.oneof(
      { arbitrary: fc.constantFrom('GET', 'POST', 'HEAD'), weight: 3 },
      { arbitrary: fc.constantFrom(...ANSWERED), weight: 1 },
    ),
    target: fc.oneof({ arbitrary: fc.constantFrom(...TARGETS), weight: 4 }, visible),
    token: tokenOf('operator'),
    headers: anyHeaders,
    body: fc.oneof(
      { arbitrary: fc.constant(Buffer.alloc(0)), weight: 3 },
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    ),
    framing: rightFraming,
    version: fc.oneof(
      { arbitrary: fc.constant('1.1' as const), weight: 12 },
      { arbitrary: fc.constant('1.0' as const), weight: 1 },
    ),
  })
  .map(({ version, framing, ...request }) => ({
    ...request,
    what: `${request.method} another path`,
    version,
    // HTTP/1.0 knows no chunks
    framing: version === '1.0' ? { kind: 'length' as const } : framing,
    expects: false,
  }))
