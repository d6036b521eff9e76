/** Inline code counts as one word, whatever it holds. */
const CODE = 'Code'
const LIST_ITEM = /^\s*(?:[-*+]|\d+\.)\s+/
const TABLE_ROW = /^\s*\|/
const TABLE_RULE = /^[\s|:-]+$/
const STARTS_BLOCK = /^\s*(?:#{1,6} |[-*+] |\d+\. |\||<)/
const SENTENCE_END = /(?<=[.!?][)"'*_”]*)\s+(?=[^\p{Ll}])/u
const NOT_AN_END = /\b(?:e\.g|i\.e|cf|vs|approx|No)\.$/
const WORD = /[\p{L}\p{N}]/u

/**
 * The sentences of a Markdown page as a reader sees them. Headings, list items and table cells
 * are texts of their own. Code blocks, comments and link targets do not count.
 */
export function sentencesOf(markdown: string): string[] {
  return blocksOf(withoutCode(markdown)).flatMap((block) =>
    joinAbbreviations(plainText(block).split(SENTENCE_END)),
  )
}

export function wordsIn(sentence: string): number {
  return sentence.split(/\s+/).filter((word) => WORD.test(word)).length
}

export const longSentences = (markdown: string, maxWords: number): string[] =>
  sentencesOf(markdown).filter((sentence) => wordsIn(sentence) > maxWords)

function withoutCode(markdown: string): string {
  return markdown
    .replaceAll(/<!--.*?-->/gs, '')
    .replaceAll(/^( *)(```|~~~).*?^ *\2 *$/gms, '\n')
    .replaceAll(/(`+)(?:(?!\1)[^\n])+?\1(?!`)/g, CODE)
}

function blocksOf(markdown: string): string[] {
  const blocks: string[] = []
  let open = false
  for (const line of markdown.split('\n').map((text) => text.replace(/^\s*>\s?/, ''))) {
    const continues = open && line.trim() !== '' && !STARTS_BLOCK.test(line)
    if (continues) blocks.push(`${blocks.pop()} ${line}`)
    else if (TABLE_ROW.test(line)) blocks.push(...cellsOf(line))
    else blocks.push(line)
    open = line.trim() !== '' && !/^\s*(?:#|\|)/.test(line)
  }
  return blocks.filter((block) => block.trim() !== '')
}

function cellsOf(row: string): string[] {
  return TABLE_RULE.test(row) ? [] : row.split(/(?<!\\)\|/)
}

function plainText(block: string): string {
  return block
    .replace(LIST_ITEM, '')
    .replace(/^\s*#{1,6} /, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^>]+>/g, ' ')
    .trim()
}

function joinAbbreviations(parts: readonly string[]): string[] {
  const sentences: string[] = []
  for (const part of parts) {
    const last = sentences.at(-1)
    if (last !== undefined && NOT_AN_END.test(last))
      sentences[sentences.length - 1] = `${last} ${part}`
    else sentences.push(part)
  }
  return sentences.filter((sentence) => WORD.test(sentence))
}
