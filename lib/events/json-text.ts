import { ReceiverError } from '../errors.ts'
import type { DecodeLimits } from './decode-limits.ts'
import { limitExceeded } from './limit-exceeded.ts'

/** A member of an object: its name, and its value as it stands in the text. */
export interface JsonMember {
  readonly name: string
  readonly value: string
}

/**
 * The value in a JSON text, without blanks around it, once it is known to be well-formed and within
 * the limits on depth, on the number of values (`elements`) and on `text`.
 * The functions below rely on that. They cut values out of the text instead of building objects,
 * so that numbers keep their digits, members their order, and payloads every character.
 * @throws ReceiverError `json_malformed`, `content_limit`
 */
export function checkedJson(text: string, limits: DecodeLimits): string {
  checkLimits(text, limits)
  if (isJson(text)) return text.trim()
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  // One object per line (JSON Lines) is a list without its brackets.
  if (lines.length > 1 && lines.every((line) => isJsonObject(line.trim()) && isJson(line))) {
    return `[${lines.join(',')}]`
  }
  // The parser's message quotes the body, which may hold personal data.
  throw new ReceiverError('json_malformed', 'Expected well-formed JSON, got text that is not')
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** Members of an object in the order of the text; repeated names are kept. @throws ReceiverError `content_limit` */
export function jsonMembers(object: string, most = Number.POSITIVE_INFINITY): JsonMember[] {
  const members: JsonMember[] = []
  let at = skipBlanks(object, 1)
  while (object[at] === '"') {
    const nameEnd = endOfValue(object, at)
    const start = skipBlanks(object, object.indexOf(':', nameEnd) + 1)
    const end = endOfValue(object, start)
    if (members.length >= most) throw limitExceeded('fields of an event', most)
    members.push({
      name: JSON.parse(object.slice(at, nameEnd)) as string,
      value: object.slice(start, end),
    })
    at = skipBlanks(object, skipBlanks(object, end) + 1)
  }
  return members
}

/** Elements of an array, as they stand in the text. @throws ReceiverError `content_limit` */
export function jsonElements(array: string, most = Number.POSITIVE_INFINITY): string[] {
  const elements: string[] = []
  let at = skipBlanks(array, 1)
  while (at < array.length && array[at] !== ']') {
    const end = endOfValue(array, at)
    if (elements.length >= most) throw limitExceeded('events', most)
    elements.push(array.slice(at, end))
    at = skipBlanks(array, skipBlanks(array, end) + 1)
  }
  return elements
}

/** A string without its quotes and escapes; null as an empty string; all else as it is written. */
export function jsonScalarText(value: string): string {
  if (value === 'null') return ''
  return value[0] === '"' ? (JSON.parse(value) as string) : value
}

export function isJsonObject(value: string): boolean {
  return value[0] === '{'
}

export function isJsonArray(value: string): boolean {
  return value[0] === '['
}

function checkLimits(text: string, limits: DecodeLimits): void {
  if (text.length > limits.text) throw limitExceeded('characters', limits.text)
  let depth = 0
  let values = 1
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
        at = endOfString(text, at) - 1
        break
      case '{':
      case '[':
        if (++depth > limits.depth) throw limitExceeded('nested objects and arrays', limits.depth)
        if (!isClosing(text[skipBlanks(text, at + 1)])) values++
        break
      case ']':
      case '}':
        depth--
        break
      case ',':
        values++
        break
    }
    if (values > limits.elements) throw limitExceeded('values', limits.elements)
  }
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start)
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const character = text[at]
    if (character === '"') {
      at = endOfString(text, at) - 1
    } else if (character === '{' || character === '[') {
      depth++
    } else if (character === '}' || character === ']') {
      if (depth === 0) return at
      if (--depth === 0) return at + 1
    } else if (depth === 0 && (character === ',' || isBlank(character))) {
      return at
    }
  }
  return text.length
}

/** Position after the closing quote, or the end of the text without one. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

function skipBlanks(text: string, start: number): number {
  let at = start
  while (isBlank(text[at])) at++
  return at
}

function isClosing(character: string | undefined): boolean {
  return character === ']' || character === '}'
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t'
}
