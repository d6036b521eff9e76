import { indent } from './indent.ts'
import { endOfString } from './json-string.ts'

/**
 * Formats JSON with one value per line. It only adds white space: `JSON.stringify` would round
 * large numbers and drop repeated names.
 * @param json well-formed
 */
export function prettyJson(json: string): string {
  const parts: string[] = []
  let depth = 0
  for (let at = 0; at < json.length; ) {
    const character = json[at] ?? ''
    const end = endOfToken(json, at)
    const token = json.slice(at, end)
    at = end
    if (isSpace(character)) continue
    if (character === '{' || character === '[') {
      const close = afterSpace(json, end)
      if (json[close] === '}' || json[close] === ']') {
        parts.push(token, json[close] ?? '')
        at = close + 1
      } else {
        depth += 1
        parts.push(token, '\n', indent(depth))
      }
    } else if (character === '}' || character === ']') {
      depth -= 1
      parts.push('\n', indent(depth), token)
    } else if (character === ',') parts.push(token, '\n', indent(depth))
    else parts.push(token, character === ':' ? ' ' : '')
  }
  return parts.join('')
}

const PUNCTUATION = new Set(['{', '}', '[', ']', ',', ':'])

function endOfToken(json: string, at: number): number {
  const first = json[at] ?? ''
  if (first === '"') return endOfString(json, at)
  if (PUNCTUATION.has(first)) return at + 1
  if (isSpace(first)) return afterSpace(json, at)
  let end = at + 1
  while (end < json.length && !PUNCTUATION.has(json[end] ?? '') && !isSpace(json[end] ?? ''))
    end += 1
  return end
}

function afterSpace(json: string, at: number): number {
  let end = at
  while (end < json.length && isSpace(json[end] ?? '')) end += 1
  return end
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t'
}
