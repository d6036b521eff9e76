import type { NamedValue } from '../events/event.ts'
import { decodedLayers } from './decoded-layers.ts'
import type { FieldRules } from './field-rules.ts'
import { isHarmless } from './is-harmless.ts'
import { labelOf } from './mark.ts'
import { PhraseIndex } from './phrase-index.ts'
import { isUnspaced, type Word, wordsOf } from './words.ts'

/** Limit of the index of one attempt. */
const MAX_WORDS = 60_000
const MIN_DIGITS = 5
const DIGITS = /^\d+$/
/** Values without information, unless the field describes a person. */
const TRIVIAL = /^(?:\d{1,2}|[A-Za-z])$/
const LOGIC = /^(?:true|false|null)$/i
const MAIL = /^([^\s@]+)@[^\s@]+$/
/** Longest name, in words. In longer texts common words carry no information. */
const LONGEST_NAME = 6

/**
 * The index of all values that no text may show: values that are not harmless, and their
 * distinctive words. null = too many.
 * @param keepIds omits values that look like ids
 */
export function indexValues(
  values: readonly NamedValue[],
  rules: FieldRules,
  { keepIds = false } = {},
): PhraseIndex | null {
  const index = new PhraseIndex()
  const hidden = values.filter(
    ({ name, value }) =>
      !LOGIC.test(value.trim()) &&
      !((keepIds || rules.kindOf(name) !== 'id') && isHarmless(name, value, rules)),
  )
  const all = hidden.flatMap(({ name, value }) => {
    const isPerson = rules.describesPerson(name)
    if (!isPerson && TRIVIAL.test(value.trim())) return []
    const label = labelOf(name)
    return decodedLayers(value).map(({ text }) => ({ text, words: wordsOf(text), label, isPerson }))
  })
  if (all.reduce((sum, { words }) => sum + words.length, 0) > MAX_WORDS) return null
  // Whole values first: they determine the label.
  for (const { words, label, isPerson } of all) addWhole(index, words, label, isPerson)
  for (const { text, words, label, isPerson } of all) {
    for (const phrase of identifyingParts(text, words, isPerson)) index.add(phrase, label)
  }
  return index
}

function addWhole(index: PhraseIndex, words: readonly Word[], label: string, isPerson: boolean) {
  const [only] = words
  if (words.length === 1 && !isPerson && isCommonWord(only?.text ?? '')) return
  index.add(
    words.map(({ text }) => text),
    label,
  )
}

/** The distinctive words of a value: a text may quote a part of it. */
function identifyingParts(text: string, all: readonly Word[], isPerson: boolean): string[][] {
  if (all.length < 2) return []
  // The host of a mail address belongs to a company.
  const local = MAIL.exec(text.trim())?.[1]
  const words = local === undefined ? all : wordsOf(local)
  const isName = isPerson && words.length <= LONGEST_NAME
  const parts: string[][] = []
  for (let first = 0; first < words.length; first += 1) {
    const { text: word } = words[first] as Word
    if (isUnspaced(word)) {
      const run = unspacedRun(words, first)
      parts.push(...partsOfRun(run))
      first += run.length - 1
    } else if (DIGITS.test(word) ? word.length >= MIN_DIGITS : word.length > 1) {
      if (isName || !isCommonWord(word)) parts.push([word])
    }
  }
  return parts
}

/** Adjacent characters. */
function unspacedRun(words: readonly Word[], first: number): string[] {
  const run: string[] = []
  for (let at = first; at < words.length; at += 1) {
    const word = words[at] as Word
    const before = words[at - 1]
    const isBeside = at === first || before?.end === word.start || before?.start === word.start
    if (!isBeside || !isUnspaced(word.text)) break
    run.push(word.text)
  }
  return run
}

/**
 * In scripts without spaces any two characters of a name may be the given name; in Hangul, single
 * ones.
 */
function partsOfRun(run: readonly string[]): string[][] {
  const isHangul = /\p{Script=Hangul}/u.test(run.join(''))
  if (run.length < 3 || isHangul) return [[...run]]
  return run.slice(1).map((character, at) => [run[at] as string, character])
}

/** Common words, folded. Alone they identify nobody, unless the field describes a person. */
const COMMON = new Set(
  `a about after again all already also an and any are as at be because been before but by can could
  did do does done down each else error failed for found from get got had has have he her here him his
  how i if in into is it its key may me more most must my name new no none not now null of off on once
  one only or other our out over own per same set she should so some such text than that the their them
  then there these they this those to too true type under until up us user value was we were what when
  where which while who why will with without would yes yet you your
  aber alle als am auch auf aus bei bis da das dass dem den der des die doch du durch ein eine einem
  einen einer es fur hat ich ihr im ist ja kann kein mit nach nicht noch nur ob oder ohne sich sie sind
  so uber um und unter vom von vor war wenn wer wie wir wird zu zum zur`.split(/\s+/),
)

function isCommonWord(word: string): boolean {
  return COMMON.has(word)
}
