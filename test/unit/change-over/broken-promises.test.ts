import { describe, expect, it } from '@jest/globals'
import { brokenPromises } from '../../change-over/broken-promises.ts'

describe('the judge of a change-over', () => {
  const sent = new Map([
    ['a', [0, 2]],
    ['b', [1]],
  ])
  const kept = { sent, effects: new Map(sent), discarded: 3, deliveries: 3 }

  it('finds nothing where all was kept', () => {
    expect(brokenPromises(kept)).toEqual([])
  })

  it.each<[string, object, string]>([
    ['a lost effect', { effects: new Map([['a', [0, 2]]]) }, 'b: expected 1 effects'],
    [
      'another order',
      {
        effects: new Map([
          ['a', [2, 0]],
          ['b', [1]],
        ]),
      },
      'a: expected 2 effects',
    ],
    [
      'an effect twice',
      {
        effects: new Map([
          ['a', [0, 2]],
          ['b', [1, 1]],
        ]),
      },
      'got 2',
    ],
    ['an event that was not discarded', { discarded: 2 }, 'expected 3 discarded'],
    ['a delivery too many', { deliveries: 4 }, 'expected 3 deliveries'],
  ])('finds %s', (_what, changes, sentence) => {
    expect(brokenPromises({ ...kept, ...changes }).join()).toContain(sentence)
  })
})
