import { indent } from './indent.ts'

/** Markup that does not end with the next `>`. */
const SECTIONS = [
  { start: '<![CDATA[', end: ']]>' },
  { start: '<!--', end: '-->' },
  { start: '<?', end: '?>' },
]
const TAG = { start: '<', end: '>' }

/**
 * Formats XML with one element per line. An element with text only stays on its line. Only white
 * space changes.
 */
export function prettyXml(xml: string): string {
  const tokens = tokensOf(xml)
  const lines: string[] = []
  let depth = 0
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at] ?? ''
    if (token.startsWith('</')) {
      depth -= 1
      lines.push(indent(depth) + token)
    } else if (opens(token)) {
      const text = tokens[at + 1] ?? ''
      const end = tokens[at + 2] ?? ''
      if (text.startsWith('</')) {
        lines.push(indent(depth) + token + text)
        at += 1
      } else if (isText(text) && end.startsWith('</')) {
        lines.push(indent(depth) + token + text + end)
        at += 2
      } else {
        lines.push(indent(depth) + token)
        depth += 1
      }
    } else {
      lines.push(indent(depth) + token)
    }
  }
  return lines.join('\n')
}

/**
 * Splits XML into markup and texts. Markup without an end takes the rest, so nothing is scanned
 * twice.
 */
function tokensOf(xml: string): string[] {
  const tokens: string[] = []
  for (let at = 0; at < xml.length; ) {
    const end = xml[at] === '<' ? endOfMarkup(xml, at) : startOfMarkup(xml, at)
    const token = xml.slice(at, end).trim()
    if (token !== '') tokens.push(token)
    at = end
  }
  return tokens
}

function endOfMarkup(xml: string, at: number): number {
  const { start, end } = SECTIONS.find((section) => xml.startsWith(section.start, at)) ?? TAG
  const found = xml.indexOf(end, at + start.length)
  return found === -1 ? xml.length : found + end.length
}

function startOfMarkup(xml: string, at: number): number {
  const found = xml.indexOf('<', at)
  return found === -1 ? xml.length : found
}

function opens(token: string): boolean {
  return token.startsWith('<') && !/^<[?!]/.test(token) && !token.endsWith('/>')
}

function isText(token: string): boolean {
  return !token.startsWith('<') || token.startsWith('<![CDATA[')
}
