import { BrokenPromise } from '../support/broken-promise.ts'
import type { PlantedEvent } from './planted-event.ts'

const UNSPACED = /[\p{scx=Han}\p{scx=Hangul}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}]/u
/** Characters of the text that a finding shows: the names are invented. */
const AROUND = 40
const PROMISE = 'a reader with Monitor sees no planted name'

/** The texts in which planted names are searched, also decoded. */
export function pileOf(texts: readonly string[]): string {
  return texts.flatMap((text) => [text, ...decodings(text)].map(plain)).join('\n')
}

/** Looks for the planted names, and for the forms in which they were spoken. @throws BrokenPromise */
export function findPlanted(event: PlantedEvent, pile: string, where: string): void {
  const needles = [
    ...event.names.map((text) => ({ text, how: 'a planted name' })),
    ...event.spoken.map(({ text, how }) => ({ text, how })),
  ]
  for (const { text, how } of needles) {
    const needle = plain(text)
    const at = /[\p{L}\p{N}]/u.test(needle) ? placeOf(needle, pile) : -1
    if (at === -1) continue
    const around = pile.slice(Math.max(0, at - AROUND), at + needle.length + AROUND)
    throw new BrokenPromise(
      `${PROMISE}: ${how} in ${where}`,
      `'${text}' in ${JSON.stringify(around)}`,
    )
  }
}

/** Every string in a JSON value, names as well. */
export function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(stringsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, entry]) => [name, ...stringsIn(entry)])
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

/** As a whole word, in languages with blanks between words. */
function placeOf(needle: string, pile: string): number {
  const isWord = (character: string | undefined) => /[\p{L}\p{N}]/u.test(character ?? '')
  for (let at = pile.indexOf(needle); at !== -1; at = pile.indexOf(needle, at + 1)) {
    const end = at + needle.length
    const isCut =
      (isWord(pile[at - 1]) && isWord(needle[0])) || (isWord(pile[end]) && isWord(needle.at(-1)))
    if (!isCut || UNSPACED.test(needle)) return at
  }
  return -1
}

/** The text decoded in each of the common ways. */
function decodings(text: string): string[] {
  if (!/[\\%&]/.test(text)) return []
  const unescaped = text
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replaceAll(/\\(["\\/])/g, '$1')
  const xml = text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&apos;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
  const percent = text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (codes) =>
    Buffer.from(codes.replaceAll('%', ''), 'hex').toString('utf8'),
  )
  return [unescaped, xml, percent].filter((decoded) => decoded !== text)
}
