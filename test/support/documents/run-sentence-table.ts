import { pages, readPage } from './pages.ts'
import { longSentences, sentencesOf } from './sentences.ts'

/** Prints one line per page: sentences, and those that are too long. */
const MAX_WORDS = 25

const lines = pages().map((page) => {
  const markdown = readPage(page)
  return `| ${page} | ${sentencesOf(markdown).length} | ${longSentences(markdown, MAX_WORDS).length} |`
})
process.stdout.write(
  `| page | sentences | over ${MAX_WORDS} words |\n|---|---|---|\n${lines.join('\n')}\n`,
)
