import { describe, expect, it } from '@jest/globals'
import { pages, readPage } from '../../support/documents/pages.ts'
import { longSentences, sentencesOf, wordsIn } from '../../support/documents/sentences.ts'

const MAX_WORDS = 25

const long = pages()
  .map((page) => ({ page, sentences: longSentences(readPage(page), MAX_WORDS) }))
  .filter(({ sentences }) => sentences.length > 0)

describe('sentences of the documentation', () => {
  it(`have at most ${MAX_WORDS} words`, () => {
    expect(long).toEqual([])
  })

  it('are found on every page', () => {
    expect(pages().length).toBeGreaterThan(40)
    for (const page of ['README.md', 'docs/handlers.md', 'docs/decisions/0004-group-commit.md']) {
      expect(pages()).toContain(page)
    }
  })
})

describe('counting sentences', () => {
  it.each<[string, string, string[]]>([
    ['a paragraph over two lines', 'One two\nthree. Four five.', ['One two three.', 'Four five.']],
    ['a list', '- One two.\n  Three.\n- four', ['One two.', 'Three.', 'four']],
    ['a numbered list', '1. One\n2. Two', ['One', 'Two']],
    ['a table', '| a | b |\n|---|---|\n| One. Two | three |', ['a', 'b', 'One.', 'Two', 'three']],
    ['an escaped bar in a cell', '| a \\| b |', ['a \\| b']],
    ['a heading before a paragraph', '## One\nTwo', ['One', 'Two']],
    ['a quotation', '> One\n> two', ['One two']],
    ['a code block', 'One\n\n```ts\nawait x. Y\n```\n\nTwo', ['One', 'Two']],
    ['an indented code block of a list', '- One:\n  ```sh\n  x. Y\n  ```\n- Two', ['One:', 'Two']],
    ['a comment', 'One<!-- Not. Me --> two.', ['One two.']],
    ['an abbreviation', 'Use one, e.g. Two. Three.', ['Use one, e.g. Two.', 'Three.']],
    ['a version number', 'Node 24.1 is one.', ['Node 24.1 is one.']],
    ['an end in brackets', '(One two.) Three.', ['(One two.)', 'Three.']],
  ])('reads %s', (_, markdown, sentences) => {
    expect(sentencesOf(markdown)).toEqual(sentences)
  })

  it('counts inline code as one word, and the text of a link without its target', () => {
    const [sentence = ''] = sentencesOf(
      'Run `npm run x -- --y` as [the page](a/b.md "c d") says – now.',
    )
    expect(wordsIn(sentence)).toBe(7)
  })

  it('finds a long sentence and lets a short one pass', () => {
    const words = (count: number) => `${Array.from({ length: count }, () => 'word').join(' ')}.`
    expect(longSentences(`${words(25)} A ${words(25)}`, 25)).toEqual([`A ${words(25)}`])
  })
})
