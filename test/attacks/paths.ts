import type { CallAttack } from './attack.ts'
import type { End } from './expectation.ts'
import { INGEST, type RequestDeps } from './raw-http.ts'

/** They come with a valid token: no other path may be mistaken for the ingest path. */
const ELSEWHERE: readonly string[] = [
  `/${INGEST}`,
  `//evil.example${INGEST}`,
  '/http//successfactors/events',
  '/http/successfactors//events',
  '/http/./successfactors/events',
  '/http/../http/successfactors/events',
  '/x/../http/successfactors/events',
  '/../http/successfactors/events',
  '/http%2fsuccessfactors%2fevents',
  '/http%5csuccessfactors%5cevents',
  '/%2fhttp/successfactors/events',
  '/http\\successfactors\\events',
  '/http/successfactors;x=y/events',
  '/http;/successfactors/events',
  '/http/successfactors/events;x=y',
  '/http/successfactors/events.',
  '/http/successfactors/events..',
  '/http/successfactors/events.json',
  '/http/successfactors/events~',
  '/http/successfactors/events%20',
  '/http/successfactors/events%00',
  '/http/successfactors/events%00.html',
  '/http/successfactors/events%0a',
  '/http/successfactors/events%23',
  '/http/successfactors/events%3f',
  '/http/successfactors/events%252f',
  '/http/successfactors/events/ACME/x',
  '/http/successfactors/events/ACME/../x',
  '/http/successfactors/events/../events',
  '/http/successfactors/events/../../../metrics',
  '/http/successfactors/events//',
  '/http/successfactors/events//ACME',
  '/http/successfactors/eventz',
  '/http/successfactors',
  '/http',
  '/',
  '/.env',
  '/.git/config',
  '/package.json',
  '/srv/server.ts',
  '/node_modules/pg/package.json',
  '/../../../../etc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/static/..%2f..%2fpackage.json',
  '/health/../metrics',
  '/health/live/../../metrics',
  '/health/live%2f..%2f..%2fmetrics',
  '/debug/pprof',
  '/actuator/env',
  '/__proto__',
  '/constructor',
  '*',
  `/${'a'.repeat(30_000)}`,
  `/${'a/'.repeat(10_000)}`,
  `/${'../'.repeat(5_000)}`,
  `/${'%2e'.repeat(5_000)}`,
]

/** Percent signs that stand for no character. */
const BROKEN = ['%', '%2', '%zz', '%ff', '%c0%ae', '%e0%80%af', '%ed%a0%80', '%u002e', 'a%80b']

const others: readonly (readonly [what: string, end: End, parts: RequestDeps])[] = [
  ['the path in capitals', 'accepted', { target: INGEST.toUpperCase() }],
  ['the path with a slash behind it', 'accepted', { target: `${INGEST}/` }],
  ['the path with escaped letters', 'not_found', { target: '/%68ttp/successfactors/events' }],
  ['an absolute address', 'accepted', { target: `http://receiver.example${INGEST}` }],
  ['an absolute address of another', 'accepted', { target: `http://evil.example${INGEST}` }],
  ['dots as a company', 'company_invalid', { target: `${INGEST}/..` }],
  ['dots as a company and a slash', 'company_invalid', { target: `${INGEST}/../` }],
  ['a dot as a company', 'company_invalid', { target: `${INGEST}/.` }],
  ['an address of another scheme', 'unreadable', { target: 'file:///etc/passwd' }],
  ['an absolute address without a host', 'unreadable', { target: `http://${INGEST}` }],
  ['an absolute address, dots in it', 'not_found', { target: `http://x/..${INGEST}` }],
  ['8,000 characters of a query', 'accepted', { target: `${INGEST}?${'a'.repeat(8_000)}` }],
  ['a prototype in the query', 'accepted', { target: `${INGEST}?__proto__[x]=y&constructor=z` }],
  ['a query of broken percent signs', 'accepted', { target: `${INGEST}?a=%ff&%zz=%` }],
  ['a fragment', 'accepted', { target: `${INGEST}#fragment` }],
  ['64 KB of an address', 'headers_too_large', { target: `/${'a'.repeat(70_000)}` }],
  ['PUT', 'method', { method: 'PUT' }],
  ['DELETE', 'method', { method: 'DELETE' }],
  ['PATCH', 'method', { method: 'PATCH' }],
  ['TRACE', 'method', { method: 'TRACE' }],
  ['OPTIONS', 'method', { method: 'OPTIONS' }],
  ['PROPFIND', 'method', { method: 'PROPFIND' }],
  ['GET with a body', 'empty call', { method: 'GET' }],
]

export const pathAttacks: readonly CallAttack[] = [
  ...ELSEWHERE.map(
    (target): CallAttack => [`RFC 3986 6 ${short(target)}`, 'not_found', { target }],
  ),
  ...BROKEN.map(
    (text): CallAttack => [
      `RFC 3986 2.1 ${text} for a company`,
      'path_malformed',
      { target: `${INGEST}/${text}` },
    ],
  ),
  ...others.map(([what, end, parts]): CallAttack => [`RFC 9112 3.2 ${what}`, end, parts]),
]

function short(target: string): string {
  return target.length > 80 ? `${target.slice(0, 20)}… of ${target.length} characters` : target
}
