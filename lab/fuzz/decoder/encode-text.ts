import fc from 'fast-check'

const BOM = '\u{feff}'

/** Ways to turn a text into bytes; not all of them keep it. */
const ENCODERS = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with a mark': (text: string) => Buffer.from(BOM + text),
  'two marks': (text: string) => Buffer.from(BOM + BOM + text),
  'utf-16le with a mark': (text: string) => Buffer.from(BOM + text, 'utf16le'),
  'utf-16be with a mark': (text: string) => Buffer.from(BOM + text, 'utf16le').swap16(),
  'utf-16le': (text: string) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(text, 'utf16le').swap16(),
  latin1: (text: string) => Buffer.from(text, 'latin1'),
  'utf-32le': (text: string) =>
    Buffer.from(Uint32Array.from([...text], (character) => character.codePointAt(0) ?? 0).buffer),
}

type Encoding = keyof typeof ENCODERS

/** Those that the bytes themselves tell, so that the text comes back whole. */
const TELLING: readonly Encoding[] = [
  'utf-8',
  'utf-8 with a mark',
  'utf-16le with a mark',
  'utf-16be with a mark',
]

export const tellingEncoding: fc.Arbitrary<Encoding> = fc.constantFrom(...TELLING)

export const anyEncoding: fc.Arbitrary<Encoding> = fc.oneof(
  { arbitrary: fc.constant<Encoding>('utf-8'), weight: 4 },
  { arbitrary: fc.constantFrom(...(Object.keys(ENCODERS) as Encoding[])), weight: 1 },
)

export function encodeText(text: string, encoding: Encoding): Buffer {
  return ENCODERS[encoding](text)
}
