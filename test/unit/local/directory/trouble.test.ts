import { describe, expect, it } from '@jest/globals'
import { createRandom } from '../../../../lib/local/connector/seeded-random.ts'
import { createTrouble } from '../../../../lib/local/directory/answer-directory.ts'

describe('trouble', () => {
  it('never comes at 0 percent', () => {
    const troubleOf = createTrouble(0, () => 0)
    expect(['a', 'b', 'c'].map(troubleOf)).toEqual(['none', 'none', 'none'])
  })

  it('comes at most twice for the same call', () => {
    const troubleOf = createTrouble(100, () => 0.999)
    expect(['a', 'a', 'a', 'a', 'b'].map(troubleOf)).toEqual([
      'slow',
      'slow',
      'none',
      'none',
      'slow',
    ])
  })

  it('comes in its share of the calls, of each kind', () => {
    const troubleOf = createTrouble(25, createRandom(1).next)
    const kinds = Array.from({ length: 2_000 }, (_, index) => troubleOf(`call ${index}`))
    const share = (wanted: string) => kinds.filter((kind) => kind === wanted).length / 2_000
    expect(1 - share('none')).toBeGreaterThan(0.2)
    expect(1 - share('none')).toBeLessThan(0.3)
    for (const kind of ['unavailable', 'reset', 'slow']) expect(share(kind)).toBeGreaterThan(0.05)
  })
})
