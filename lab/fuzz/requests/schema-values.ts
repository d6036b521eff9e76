import fc from 'fast-check'

/** The part of JSON Schema that the operations' document uses. */
export interface JsonSchema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly items?: JsonSchema
}

export type Schemas = Readonly<Record<string, JsonSchema>>

const TEXTS = [
  'ACME',
  'userId',
  'takes-all',
  'parks-some',
  'EmpJob',
  '%',
  '_',
  '\\',
  'a\\',
  '%\\',
  "'",
  '"',
  '--',
  '$1',
  ':a',
  '{}',
  'null',
  '\u0000',
  '\ud800',
  '\u{10ffff}',
  '',
  ' ',
  'x'.repeat(200),
  'x'.repeat(600),
  '{known}',
]
const TIMES = [
  '2026-01-01T00:00:00Z',
  '2099-12-31T23:59:59.999999999+14:00',
  '0001-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '0000-01-01T00:00:00+23:59',
  '9999-12-31T23:59:59-23:59',
  '1969-12-31T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  'now',
]
const NUMBERS = [0, 1, -1, 50, 200, 201, 2 ** 31, 2 ** 53, 1e308, 0.5, -0]
const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const CURSORS = [
  [],
  [1],
  ['1'],
  ['999999999999999999'],
  ['{known}'],
  ['01990000-0000-7000-8000-000000000001'],
  ['01990000-0000-7000-8000-000000000001', 0, 1, 0],
  ['01990000-0000-7000-8000-000000000001', -1, 2_147_483_647, 0],
  ['01990000-0000-7000-8000-000000000001', 2 ** 31, 0, 0],
  [1, '1'],
  [2_147_483_647, '1'],
  [null],
  {},
  '\u0000',
].map(cursorOf)

const knownId = fc.oneof(
  { arbitrary: fc.constant('{known}'), weight: 3 },
  { arbitrary: fc.constant('01990000-0000-7000-8000-000000000001'), weight: 1 },
  { arbitrary: fc.uuid(), weight: 1 },
)

/** Anything at all. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS, ...TIMES, ...NUMBERS, ...CURSORS),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.jsonValue({ maxDepth: 2 }),
)

const text = fc.oneof(
  { arbitrary: fc.constantFrom(...TEXTS), weight: 3 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 10 }), weight: 1 },
)

/** Values that mostly fit a schema. @param depth levels that may still be made up */
export function schemaValue(
  schema: JsonSchema,
  schemas: Schemas,
  depth = 4,
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: fittingValue(schema, schemas, depth), weight: 8 },
    { arbitrary: hostileValue, weight: 1 },
  )
}

function fittingValue(schema: JsonSchema, schemas: Schemas, depth: number): fc.Arbitrary<unknown> {
  const { $ref, type, anyOf, items, properties } = schema
  if (depth === 0) return hostileValue
  if ($ref !== undefined) {
    return fittingValue(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas, depth)
  }
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (anyOf !== undefined) {
    return fc.oneof(...anyOf.map((one) => fittingValue(one, schemas, depth)))
  }
  if (properties !== undefined) return objectOf(properties, schemas, depth)
  if (type === 'array') {
    return fc.array(schemaValue(items ?? {}, schemas, depth - 1), { maxLength: 3 })
  }
  return scalarOf(schema)
}

function scalarOf({ type, format }: JsonSchema): fc.Arbitrary<unknown> {
  if (type === 'boolean') return fc.boolean()
  if (type === 'integer' || type === 'number') return fc.constantFrom(...NUMBERS)
  if (type !== 'string') return hostileValue
  if (format === 'uuid') return knownId
  if (format === 'date-time') return fc.constantFrom(...TIMES)
  return text
}

/** Few members at a time: one that does not fit spoils all the others. */
function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  schemas: Schemas,
  depth: number,
): fc.Arbitrary<unknown> {
  const names = Object.keys(properties)
  if (names.length === 0) return fc.constant({})
  return fc
    .uniqueArray(fc.constantFrom(...names), { maxLength: 4 })
    .chain((chosen) =>
      fc.record(
        Object.fromEntries(
          chosen.map((name) => [name, memberOf(name, properties[name] ?? {}, schemas, depth - 1)]),
        ),
      ),
    )
}

function memberOf(name: string, schema: JsonSchema, schemas: Schemas, depth: number) {
  const cursors = fc.constantFrom<unknown>(...CURSORS)
  return name === 'cursor' ? cursors : schemaValue(schema, schemas, depth)
}
