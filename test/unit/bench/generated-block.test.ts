import { describe, expect, it } from '@jest/globals'
import { withBlock } from '../../../lab/bench/figures/generated-block.ts'

const begin = '<!-- generated: figures (npm run bench:documents) -->'
const end = '<!-- end of figures -->'

describe('withBlock', () => {
  it('replaces the generated part alone', () => {
    const text = `before\n${begin}\n\nold\n\n${end}\nafter`
    const replaced = withBlock(text, 'figures', 'new')
    expect(replaced).toBe(`before\n${begin}\n\nnew\n\n${end}\nafter`)
    expect(withBlock(replaced, 'figures', 'new')).toBe(replaced)
  })

  it.each([
    ['no such part', 'text'],
    ['it twice', `${begin}${end}${begin}${end}`],
    ['no end', begin],
  ])('refuses a document with %s', (_what, text) => {
    expect(() => withBlock(text, 'figures', 'new')).toThrow("one generated part 'figures'")
  })
})
