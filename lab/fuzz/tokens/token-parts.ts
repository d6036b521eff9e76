import fc from 'fast-check'
import { APP, NOW_SECONDS, TENANT } from '../../../test/support/auth-fixtures.ts'

/** One member more, before or behind the good ones; a name that is there twice is meant to be. */
export interface Change {
  readonly name: string
  /** JSON text; null = the good member of this name is taken away */
  readonly json: string | null
  readonly first: boolean
}

const HEADER_NAMES = [
  'alg',
  'kid',
  'typ',
  'cty',
  'crit',
  'b64',
  'zip',
  'enc',
  'jku',
  'jwk',
  'x5u',
  'x5c',
  'x5t#S256',
  'p2c',
  '__proto__',
  'constructor',
]
const HEADER_VALUES = [
  'none',
  'None',
  '',
  'HS256',
  'RS256',
  'rs256',
  'RS512',
  'PS256',
  'ES256',
  'EdDSA',
  'dir',
  'JWT',
  'at+jwt',
  'AT+JWT',
  'application/at+jwt',
  'logout+jwt',
  'xsuaa-1',
  'xsuaa-2',
  'plain-1',
  'ias-2',
  '../../etc/passwd',
  'http://localhost/keys',
]

const CLAIM_NAMES = [
  'iss',
  'ias_iss',
  'aud',
  'exp',
  'nbf',
  'iat',
  'zid',
  'app_tid',
  'zone_uuid',
  'client_id',
  'cid',
  'azp',
  'appid',
  'sub',
  'gty',
  'grant_type',
  'user_name',
  'user_id',
  'scope',
  'ias_apis',
  'groups',
  'cnf',
  'sap_id_type',
  'scim_id',
  '__proto__',
  'constructor',
  'toString',
]
const CLAIM_VALUES: readonly unknown[] = [
  'harbour',
  APP,
  `${APP}.Ingest`,
  `${APP}.Operate`,
  `sb-${APP}`,
  TENANT,
  'quay',
  'listed-client',
  'watchers',
  'client_credentials',
  'client-credentials',
  'app',
  'urn:pinned',
  'https://login.example',
  [],
  ['harbour'],
  ['harbour', 1],
  ['watchers', {}],
  {},
  { 'x5t#S256': 1 },
  { 'x5t#S256': 'A'.repeat(43) },
  { 'x5t#S256': null },
  { jkt: 'A'.repeat(43) },
  NOW_SECONDS - 600,
  NOW_SECONDS + 7_200,
  NOW_SECONDS - 7_200,
  -1,
  0,
  0.5,
  253_402_300_799,
  253_402_300_800,
  null,
  true,
  '',
  'x'.repeat(3_000),
  '\u0000',
  '\ud800',
]
/** Valid JSON that JSON.stringify never writes. */
const CLAIM_TEXTS = ['1e999', '-1e999', '1e21', '1E-400', '[[[[[[[[[[]]]]]]]]]]']

const anyJson = fc.json({ maxDepth: 2, stringUnit: 'binary' })
const isFirst = fc.boolean()
const away = fc.constant(null)

function changes(names: readonly string[], values: readonly string[]): fc.Arbitrary<Change[]> {
  const name = fc.oneof(
    { arbitrary: fc.constantFrom(...names), weight: 9 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 5 }), weight: 1 },
  )
  const json = fc.oneof(
    { arbitrary: fc.constantFrom(...values), weight: 5 },
    { arbitrary: anyJson, weight: 2 },
    { arbitrary: away, weight: 2 },
  )
  return fc.array(fc.record({ name, json, first: isFirst }), { maxLength: 3 })
}

const written = (value: unknown) => JSON.stringify(value)

export const headerChanges = fc.oneof(
  { arbitrary: fc.constant<Change[]>([]), weight: 1 },
  { arbitrary: changes(HEADER_NAMES, HEADER_VALUES.map(written)), weight: 1 },
)

export const claimChanges = changes(CLAIM_NAMES, [...CLAIM_VALUES.map(written), ...CLAIM_TEXTS])

/** A part that need not be an object, nor JSON, nor UTF-8. */
export const rawPart: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('', '{', '{}', '[]', 'null', '"{}"', '{"alg":"RS256"}', '{"alg":"none"}'),
  fc.nat(60).map((depth) => '['.repeat(depth * 50)),
)

/** JSON text of the good members with the changes. */
export function withChanges(
  good: Readonly<Record<string, unknown>>,
  changed: readonly Change[],
): string {
  const away = new Set(changed.filter(({ json }) => json === null).map(({ name }) => name))
  const kept = Object.entries(good)
    .filter(([name]) => !away.has(name))
    .map(([name, value]) => member(name, written(value)))
  const added = (first: boolean) =>
    changed.flatMap(({ name, json, first: isFirst }) =>
      json === null || isFirst !== first ? [] : [member(name, json)],
    )
  return `{${[...added(true), ...kept, ...added(false)].join(',')}}`
}

function member(name: string, json: string): string {
  return `${written(name)}:${json}`
}
