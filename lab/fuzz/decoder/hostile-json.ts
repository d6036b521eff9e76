import fc from 'fast-check'
import { MARKER } from './marker.ts'

const SCALARS = [
  'null',
  'true',
  '0',
  '-0',
  '1e999',
  '-1E-999',
  '123456789012345678901234567890',
  '0.1e+1',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u0000"',
  '""',
  '"]"',
  '"}{"',
  '"\\"\\\\"',
  '1751360400123',
  '"/Date(1751360400123)/"',
  '"2026-01-01T00:00:00Z"',
  // not JSON at all
  'NaN',
  '01',
  "'a'",
  'undefined',
]
const NAMES = [
  'userId',
  'eventId',
  'eventType',
  'publishedAt',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '',
  '\u0000',
  '\ud800',
  'a"b',
]

const blank = fc.constantFrom('', '', ' ', '\n', '\t\r')
const name = fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: 'binary', maxLength: 6 }))
const written = (text: string) => JSON.stringify(text)

const { value, object } = fc.letrec<{ value: string; array: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { arbitrary: fc.constantFrom(...SCALARS), weight: 4 },
    { arbitrary: fc.string({ unit: 'binary', maxLength: 8 }).map(written), weight: 2 },
    { arbitrary: tie('array'), weight: 1 },
    { arbitrary: tie('object'), weight: 2 },
  ),
  array: fc
    .tuple(fc.array(tie('value'), { maxLength: 4 }), blank)
    .map(([items, gap]) => `[${gap}${items.join(`${gap},`)}${gap}]`),
  object: fc
    .tuple(fc.array(fc.tuple(name.map(written), tie('value')), { maxLength: 5 }), blank)
    .map(
      ([members, gap]) => `{${gap}${members.map((one) => one.join(`${gap}:`)).join(',')}${gap}}`,
    ),
}))

const call = object.map((text) =>
  text === '{}' ? text : text.replace('{', `{"userId":"${MARKER}",`),
)

const root = fc.oneof(
  call,
  fc.array(call, { maxLength: 3 }).map((calls) => `[${calls.join(',')}]`),
  fc
    .tuple(name.map(written), fc.array(call, { maxLength: 3 }))
    .map(([list, calls]) => `{${list}:[${calls.join(',')}]}`),
  fc.tuple(name.map(written), call).map(([entity, one]) => `{${entity}:${one}}`),
  value,
)

/** JSON as Integration Center may send it, with everything that a name or a value can do. */
export const hostileJson: fc.Arbitrary<string> = fc
  .tuple(
    root,
    blank,
    fc.oneof({ arbitrary: fc.constant(0), weight: 15 }, fc.nat(100)),
    fc.boolean(),
  )
  .map(([text, gap, depth, arrays]) => {
    const [open, close] = arrays ? ['[', ']'] : ['{"a":', '}']
    return `${gap}${open.repeat(depth)}${text}${close.repeat(depth)}${gap}`
  })
