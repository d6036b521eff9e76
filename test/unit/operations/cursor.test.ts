import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { cursor, writeCursor } from '../../../lib/api/fields.ts'

describe('a cursor', () => {
  it('comes back as it was written', () => {
    const schema = cursor('id', 'int', 'bigint')
    const position = fc.tuple(
      fc.uuid(),
      fc.integer({ min: -1, max: 2 ** 31 - 1 }),
      fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }).map(String),
    )
    fc.assert(
      fc.property(position, (written) => {
        expect(schema.parse(writeCursor(written))).toEqual(written)
      }),
    )
  })

  it('is nothing at the end', () => {
    expect(writeCursor(null)).toBeNull()
  })

  it('is never anything else', () => {
    const schema = cursor('id', 'int')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((text) => Buffer.from(text).toString('base64url')),
        ),
        (text) => {
          expect(schema.safeParse(text).success).toBe(false)
        },
      ),
    )
  })
})
