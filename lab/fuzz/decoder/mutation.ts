import fc from 'fast-check'
import { INSERTIONS } from './insertions.ts'

/** A place in a body, as a share of its length. */
const share = fc.nat(0xffff)
const length = fc.oneof({ arbitrary: fc.nat(8), weight: 3 }, { arbitrary: fc.nat(400), weight: 1 })
/** Tags are more telling places than the middle of a word. */
const near = fc.constantFrom<Near>(
  'anywhere',
  'at the start',
  'before <',
  'after >',
  'inside a tag',
)

type Near = 'anywhere' | 'at the start' | 'before <' | 'after >' | 'inside a tag'

const times = fc.oneof(
  { arbitrary: fc.constant(1), weight: 12 },
  { arbitrary: fc.integer({ min: 2, max: 200 }), weight: 1 },
)

export const mutation = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: share, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('set' as const), at: share, byte: fc.nat(255) }),
  fc.record({ kind: fc.constant('remove' as const), at: share, length }),
  fc.record({ kind: fc.constant('cut' as const), at: share }),
  fc.record({ kind: fc.constant('double' as const), at: share, length, times }),
  fc.record({ kind: fc.constant('move' as const), from: share, length, to: share }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: share,
    near,
    piece: fc.nat(INSERTIONS.length - 1),
    times,
  }),
)

export type Mutation = typeof mutation extends fc.Arbitrary<infer One> ? One : never

/** A body and its one to four mutations. */
export function mutated(bodies: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> {
  return fc
    .tuple(bodies, fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([body, mutations]) => mutations.reduce(mutate, body))
}

export function mutate(body: Buffer, one: Mutation): Buffer {
  switch (one.kind) {
    case 'flip':
      return withByte(body, one.at, (byte) => byte ^ (1 << one.bit))
    case 'set':
      return withByte(body, one.at, () => one.byte)
    case 'remove': {
      const at = placeOf(body, one.at)
      return Buffer.concat([body.subarray(0, at), body.subarray(at + one.length)])
    }
    case 'cut':
      return body.subarray(0, placeOf(body, one.at))
    case 'double': {
      const at = placeOf(body, one.at)
      const piece = body.subarray(at, at + one.length)
      return insert(body, at, piece, one.times)
    }
    case 'move': {
      const from = placeOf(body, one.from)
      return insert(body, placeOf(body, one.to), body.subarray(from, from + one.length), 1)
    }
    default: {
      const piece = INSERTIONS[one.piece] as Buffer
      return insert(body, nearby(body, placeOf(body, one.at), one.near), piece, one.times)
    }
  }
}

function placeOf(body: Buffer, at: number): number {
  return Math.floor((at / 0x1_0000) * body.length)
}

function withByte(body: Buffer, at: number, change: (byte: number) => number): Buffer {
  if (body.length === 0) return body
  const changed = Buffer.from(body)
  const place = placeOf(body, at)
  changed[place] = change(changed[place] as number)
  return changed
}

function insert(body: Buffer, at: number, piece: Buffer, count: number): Buffer {
  const pieces = Array.from({ length: count }, () => piece)
  return Buffer.concat([body.subarray(0, at), ...pieces, body.subarray(at)])
}

function nearby(body: Buffer, at: number, where: Near): number {
  if (where === 'anywhere') return at
  if (where === 'at the start') return 0
  const found = body.indexOf(where === 'before <' ? '<' : '>', at)
  if (found === -1) return at
  return where === 'after >' ? found + 1 : found
}
