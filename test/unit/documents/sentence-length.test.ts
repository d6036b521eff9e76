import { describe, expect, it } from '@jest/globals'
import { pages, readPage } from '../../support/documents/pages.ts'
import { longSentences, sentencesOf, wordsIn } from '../../support/documents/sentences.ts'

const MAX_WORDS = 25

/** Pages that still have long sentences, and how many at most. A number may only fall. */
const STILL_LONG: Readonly<Record<string, number>> = {
  'CONTRIBUTING.md': 2,
  'bench/README.md': 12,
  'docs/alerts.md': 6,
  'docs/architecture.md': 14,
  'docs/btp.md': 17,
  'docs/connect-successfactors.md': 5,
  'docs/decisions/0001-postgresql-everywhere.md': 1,
  'docs/decisions/0002-typescript-without-a-build.md': 1,
  'docs/decisions/0003-data-model.md': 4,
  'docs/decisions/0004-group-commit.md': 3,
  'docs/decisions/0005-own-request-line.md': 1,
  'docs/decisions/0006-lanes-that-are-operated.md': 6,
  'docs/decisions/0007-no-http-basic.md': 2,
  'docs/decisions/0008-trust.md': 7,
  'docs/decisions/0009-the-page-logs-in-by-itself.md': 6,
  'docs/decisions/0010-bindings-are-read-again.md': 6,
  'docs/decisions/0011-one-module-on-cloud-foundry.md': 3,
  'docs/decisions/0013-traces-by-opentelemetry.md': 4,
  'docs/decisions/0014-alerts-are-rows.md': 5,
  'docs/decisions/0015-calls-through-destinations.md': 9,
  'docs/decisions/0016-what-a-handler-is-promised.md': 7,
  'docs/decisions/0018-one-sender-counts.md': 1,
  'docs/decisions/0019-a-mark-for-events-without-a-handler.md': 1,
  'docs/decisions/0021-attempts-written-once.md': 2,
  'docs/destinations.md': 8,
  'docs/event-hub.md': 2,
  'docs/glossary.md': 4,
  'docs/handlers.md': 4,
  'docs/monitor.md': 11,
  'docs/operations-api.md': 17,
  'docs/operations.md': 7,
  'docs/ready-made-handlers.md': 3,
  'docs/security.md': 17,
  'docs/tools.md': 3,
  'docs/tracing.md': 3,
  'docs/trusted-issuers.md': 5,
  'srv/handlers/README.md': 14,
}

const long = pages()
  .map((page) => ({ page, sentences: longSentences(readPage(page), MAX_WORDS) }))
  .filter(({ sentences }) => sentences.length > 0)

describe('sentences of the documentation', () => {
  it(`have at most ${MAX_WORDS} words`, () => {
    const tooMany = long.filter(({ page, sentences }) => sentences.length > (STILL_LONG[page] ?? 0))
    expect(tooMany).toEqual([])
  })

  it('are counted: a page that has fewer now keeps the lower number', () => {
    const counts = Object.fromEntries(long.map(({ page, sentences }) => [page, sentences.length]))
    expect(counts).toEqual(STILL_LONG)
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
