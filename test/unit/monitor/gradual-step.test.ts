import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { step } from '../../../app/monitor/src/live/gradual-step.ts'

const rows = (ids: string) => [...ids].map((id) => ({ id }))
const text = (list: readonly { id: string }[]) => list.map(({ id }) => id).join('')

describe('a step from one list to another', () => {
  it('is the other list where few rows differ', () => {
    const to = rows('dcb')
    expect(step(rows('cba'), to, 2)).toBe(to)
  })

  it('adds from the top and lets go at the end', () => {
    const first = step(rows('cba'), rows('fed'), 2)
    expect(text(first)).toBe('fec')
    expect(text(step(first, rows('fed'), 2))).toBe('fed')
  })

  it('shows what has changed in a row at once', () => {
    const to = [{ id: 'a', state: 'done' }]
    expect(step([{ id: 'a', state: 'waiting' }], to, 1)).toBe(to)
  })

  it('ends at the other list, with few new rows in each step and none twice', () => {
    const list = fc.uniqueArray(fc.constantFrom(...'abcdefghijklmnop'), { maxLength: 14 })
    fc.assert(
      fc.property(list, list, fc.integer({ min: 1, max: 4 }), (from, to, most) => {
        const target = rows(to.join(''))
        let shown: readonly { id: string }[] = rows(from.join(''))
        for (let steps = 0; shown !== target; steps += 1) {
          expect(steps).toBeLessThan(20)
          const next = step(shown, target, most)
          const before = new Set(shown.map(({ id }) => id))
          expect(next.filter(({ id }) => !before.has(id)).length).toBeLessThanOrEqual(most)
          expect(new Set(next.map(({ id }) => id)).size).toBe(next.length)
          shown = next
        }
      }),
    )
  })
})
