import { describe, expect, it } from '@jest/globals'
import { fitting, pageOf } from '../../../lib/store/queries/page.ts'

const rows = (...lengths: number[]) =>
  lengths.map((length, id) => ({ id, text: 'x'.repeat(length) }))
const page = (of: ReturnType<typeof rows>, limit: number) => {
  const { items, next } = pageOf(of, limit, ({ id }) => [id])
  return [items.map(({ id }) => id), next]
}

describe('a page', () => {
  it('ends with the limit, or with the last row', () => {
    expect(page(rows(1, 1, 1), 2)).toEqual([[0, 1], [1]])
    expect(page(rows(1, 1), 2)).toEqual([[0, 1], null])
    expect(page([], 2)).toEqual([[], null])
  })

  it('is shorter where its rows are large, and goes on behind its last row', () => {
    expect(page(rows(400_000, 400_000, 400_000), 5)).toEqual([[0, 1], [1]])
    expect(page(rows(2_000_000, 1), 5)).toEqual([[0], [0]])
    expect(page(rows(2_000_000), 5)).toEqual([[0], null])
    expect([fitting([]), fitting(rows(1, 1)), fitting(rows(600_000, 600_000))]).toEqual([0, 2, 1])
  })
})
