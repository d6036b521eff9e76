/**
 * A text after some rounds of decoding, with the position of each character in the original text.
 */
export interface Layer {
  readonly text: string
  startOf(at: number): number
  /** @param at after the last character */
  endOf(at: number): number
}

/** JSON in JSON in a URL is three. */
const MAX_ROUNDS = 4
const ESCAPED =
  /(?:%[0-9a-f]{2})+|\\(?:u[0-9a-f]{4}|["\\/bfnrt])|&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});/gi
const JSON_ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const XML_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/**
 * A text, and the text after each round of decoding its JSON, XML and URL escapes. Every layer
 * counts: `\nguyen` is a name after a backslash, or a line break and the rest of another name.
 */
export function decodedLayers(text: string): Layer[] {
  const layers: Layer[] = [{ text, startOf: (at) => at, endOf: (at) => at }]
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const next = decoded(layers[round] as Layer)
    if (next === null) break
    layers.push(next)
  }
  return layers
}

function decoded(layer: Layer): Layer | null {
  const starts: number[] = []
  const ends: number[] = []
  let text = ''
  let at = 0
  const keep = (to: number) => {
    text += layer.text.slice(at, to)
    for (; at < to; at += 1) {
      starts.push(layer.startOf(at))
      ends.push(layer.endOf(at + 1))
    }
  }
  for (const { 0: escaped, index } of layer.text.matchAll(ESCAPED)) {
    keep(index)
    for (const { text: plain, length } of plainTexts(escaped)) {
      for (let unit = 0; unit < plain.length; unit += 1) {
        starts.push(layer.startOf(at))
        ends.push(layer.endOf(at + length))
      }
      text += plain
      at += length
    }
  }
  if (at === 0) return null
  keep(layer.text.length)
  const end = layer.endOf(layer.text.length)
  return {
    text,
    startOf: (place) => starts[place] ?? end,
    endOf: (place) => (place === 0 ? 0 : (ends[place - 1] ?? end)),
  }
}

interface Piece {
  readonly text: string
  /** length of the escaped form */
  readonly length: number
}

function plainTexts(escaped: string): Piece[] {
  if (escaped.startsWith('%')) return percentDecoded(escaped)
  return [
    {
      text: escaped.startsWith('&') ? entity(escaped) : jsonEscape(escaped),
      length: escaped.length,
    },
  ]
}

function entity(escaped: string): string {
  const name = escaped.slice(1, -1).toLowerCase()
  const code = /^#x/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  if (!name.startsWith('#')) return XML_ENTITIES[name] ?? escaped
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
}

function jsonEscape(escaped: string): string {
  const [, letter = ''] = escaped
  if (escaped.length > 2) return String.fromCharCode(Number.parseInt(escaped.slice(2), 16))
  return JSON_ESCAPES[letter.toLowerCase()] ?? letter
}

/** UTF-8; other bytes are Latin-1 characters. */
function percentDecoded(escaped: string): Piece[] {
  const bytes = Buffer.from(escaped.replaceAll('%', ''), 'hex')
  const pieces: Piece[] = []
  for (let at = 0; at < bytes.length; ) {
    const size = sizeOfCharacter(bytes[at] as number)
    const text = bytes.toString('utf8', at, at + size)
    const isWhole = at + size <= bytes.length && !text.includes('\ufffd')
    const used = isWhole ? size : 1
    pieces.push({ text: isWhole ? text : bytes.toString('latin1', at, at + 1), length: 3 * used })
    at += used
  }
  return pieces
}

function sizeOfCharacter(first: number): number {
  if (first >= 0xf0) return 4
  if (first >= 0xe0) return 3
  return first >= 0xc0 ? 2 : 1
}
