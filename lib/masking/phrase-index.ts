import type { Word } from './words.ts'

/** A found phrase with the label of its field. */
export interface Found {
  readonly start: number
  readonly end: number
  readonly label: string
}

interface Node {
  readonly next: Map<string, Node>
  label: string | null
}

/** Longest compared phrase, in words. */
const MAX_WORDS = 64
/** Largest gap between the words of a phrase. */
const MAX_GAP = 16

/** Finds many phrases in one pass over the words of a text. */
export class PhraseIndex {
  readonly #root: Node = newNode()

  /** The first field with a phrase keeps it. Long phrases are added in pieces. */
  add(words: readonly string[], label: string): void {
    for (let from = 0; from < words.length; from += MAX_WORDS) {
      let node = this.#root
      for (const word of words.slice(from, from + MAX_WORDS)) {
        let next = node.next.get(word)
        if (next === undefined) {
          next = newNode()
          node.next.set(word, next)
        }
        node = next
      }
      node.label ??= label
    }
  }

  /** The longest phrase at each word. Phrases may overlap. */
  find(words: readonly Word[]): Found[] {
    const found: Found[] = []
    for (let first = 0; first < words.length; first += 1) {
      const longest = this.#longestAt(words, first)
      if (longest !== null) found.push(longest)
    }
    return found
  }

  #longestAt(words: readonly Word[], first: number): Found | null {
    let node = this.#root.next.get((words[first] as Word).text)
    let longest: Found | null = null
    for (let at = first; node !== undefined; at += 1) {
      const { start } = words[first] as Word
      const { end } = words[at] as Word
      if (node.label !== null) longest = { start, end, label: node.label }
      const next = words[at + 1]
      if (next === undefined || next.start - end > MAX_GAP) break
      node = node.next.get(next.text)
    }
    return longest
  }
}

function newNode(): Node {
  return { next: new Map(), label: null }
}
