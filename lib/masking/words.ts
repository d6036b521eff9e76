/** A normalized word and its position in the text. */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** Format characters (\p{Cf}) and accents do not end a word. */
const ASCII_WORD = /[A-Za-z0-9]+/g
const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}\p{Cf}]*/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const ASCII = /^[\u0000-\u007f]*$/
/** Scripts without spaces, or with suffixes on names: each character is a word. */
const UNSPACED =
  /[ー\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}\p{sc=Tibetan}]/u
const DROPPED = /[\p{M}\p{Cf}]/gu
/** `user20001` is two words, `5ed7` is one. */
const DIGITS_INSIDE = /\d{4}/
const DIGITS_OR_REST = /\d{4,}|(?:(?!\d{4})[\s\S])+/g
const MAX_CACHE = 5_000

const folded = new Map<string, string>()

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  const pattern = ASCII.test(text) ? ASCII_WORD : WORD
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (pattern === ASCII_WORD || ASCII.test(found))
      split(found.toLowerCase(), (at) => index + at, words)
    else splitUnicode(found, index, words)
  }
  return words
}

/** Whether each character is a word. */
export function isUnspaced(word: string): boolean {
  return UNSPACED.test(word)
}

function splitUnicode(found: string, index: number, words: Word[]): void {
  let run = ''
  /** start of each character, and the end of the run */
  let places: number[] = []
  let at = index
  const endRun = () => {
    const known = places
    const end = at
    if (run !== '') split(run, (place) => known[place] ?? end, words)
    run = ''
    places = []
  }
  for (const character of found) {
    const text = fold(character)
    if (isUnspaced(character)) {
      endRun()
      for (const one of text) words.push({ text: one, start: at, end: at + character.length })
    } else {
      run += text
      for (let unit = 0; unit < text.length; unit += 1) places.push(at)
    }
    at += character.length
  }
  endRun()
}

function split(run: string, placeOf: (at: number) => number, words: Word[]): void {
  if (!DIGITS_INSIDE.test(run)) {
    words.push({ text: run, start: placeOf(0), end: placeOf(run.length) })
    return
  }
  for (const { 0: text, index } of run.matchAll(DIGITS_OR_REST)) {
    words.push({ text, start: placeOf(index), end: placeOf(index + text.length) })
  }
}

/**
 * Folds case, accents and compatibility forms, independent of the locale: `ß` and `ẞ` become `ss`.
 */
function fold(character: string): string {
  const known = folded.get(character)
  if (known !== undefined) return known
  const plain = character.normalize('NFKD').replace(DROPPED, '')
  const text = plain
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKD')
    .replace(DROPPED, '')
  if (folded.size >= MAX_CACHE) folded.clear()
  folded.set(character, text)
  return text
}
