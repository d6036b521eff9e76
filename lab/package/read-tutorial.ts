import type { Snippet } from '../../test/support/documents/snippets.ts'
import { snippetsIn } from '../../test/support/documents/snippets.ts'

/** Takes the commands and files of a page one after the other, so that page and trial stay equal. */
export interface PageReader {
  /** The next command. @throws Error if it does not start like this */
  command(start: string): string
  /** The text of the next file. @throws Error if it has another name */
  file(name: string): string
  /** @throws Error if the section has more commands or files */
  end(): void
}

type Item = { readonly kind: 'command' | 'file'; readonly name: string; readonly text: string }

/** Reads one section, such as `## Ten minutes`. Pure, apart from its place in the page. */
export function readSection(page: string, heading: string): PageReader {
  const [, after] = page.split(`\n${heading}\n`)
  if (after === undefined) throw new Error(`expected a section "${heading}"`)
  const [section = ''] = after.split(/^## /m)
  const items = snippetsIn(section).flatMap(itemsOf)
  const take = (kind: Item['kind'], isWanted: (name: string) => boolean, wanted: string) => {
    const item = items.shift()
    if (item?.kind === kind && isWanted(item.name)) return item.text
    const next = item === undefined ? 'its end' : `the ${item.kind} "${item.name}"`
    throw new Error(`expected ${kind} "${wanted}" in "${heading}", the page continues with ${next}`)
  }
  return {
    command: (start) => take('command', (name) => name.startsWith(start), start),
    file: (name) => take('file', (given) => given === name, name),
    end() {
      const [item] = items
      if (item !== undefined) throw new Error(`expected the end of "${heading}", got ${item.name}`)
    },
  }
}

function itemsOf({ language, file, text }: Snippet): Item[] {
  if (file !== null) return [{ kind: 'file', name: file, text }]
  if (language !== 'sh') return []
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line) => ({ kind: 'command', name: line, text: line }))
}
