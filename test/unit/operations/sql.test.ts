import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { all, join, raw, type Sql, sql, textOf } from '../../../lib/store/db/sql.ts'

describe('sql', () => {
  it('makes parameters of values and text of pieces, numbered in their order', () => {
    const piece = sql`a = ${1} and b = ${'x'}`
    const whole = sql`select ${raw('c')} from t where ${piece} or d = ${2}`
    expect(textOf(whole)).toBe('select c from t where a = $1 and b = $2 or d = $3')
    expect(whole.values).toEqual([1, 'x', 2])
  })

  it('joins pieces, and conditions that are given', () => {
    expect(textOf(join([sql`a`, sql`${1}`, sql`b`], ', '))).toBe('a, $1, b')
    expect(textOf(all([sql`a = ${1}`, false, null, undefined, sql`b = ${2}`]))).toBe(
      'a = $1 and b = $2',
    )
    expect(textOf(all([]))).toBe('true')
  })

  it('never lets a value into the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 8 }), (values) => {
        const whole = values.reduce<Sql>(
          (piece, value) => sql`${piece} or x = ${value}`,
          raw('false'),
        )
        const expected = values.map((_, index) => ` or x = $${index + 1}`).join('')
        expect(textOf(whole)).toBe(`false${expected}`)
        expect(whole.values).toEqual(values)
      }),
    )
  })
})
