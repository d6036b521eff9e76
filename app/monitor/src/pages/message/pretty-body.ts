export interface PrettyBody {
  readonly language: 'xml' | 'json' | 'text'
  readonly text: string
}

/** Bodies above this are shown as they came: laying them out would hold the page up. */
const MAX_PRETTY = 2_000_000

/** A body laid out for reading; what is neither XML nor JSON stays as it is. */
export function prettyBody(body: string): PrettyBody {
  const trimmed = body.trim()
  if (trimmed.length > MAX_PRETTY) return { language: 'text', text: body }
  if (trimmed.startsWith('<')) return { language: 'xml', text: prettyXml(trimmed) }
  try {
    return { language: 'json', text: JSON.stringify(JSON.parse(trimmed), null, 2) }
  } catch {
    return { language: 'text', text: body }
  }
}

const TOKEN = /<!\[CDATA\[[\s\S]*?\]\]>|<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^>]*>|[^<]+/g

/** One element a line; one that holds only text stays on its line. Nothing but white space changes. */
function prettyXml(xml: string): string {
  const tokens = (xml.match(TOKEN) ?? []).map((token) => token.trim()).filter(Boolean)
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

function opens(token: string): boolean {
  return token.startsWith('<') && !/^<[?!]/.test(token) && !token.endsWith('/>')
}

function isText(token: string): boolean {
  return !token.startsWith('<') || token.startsWith('<![CDATA[')
}

function indent(depth: number): string {
  return '  '.repeat(Math.max(0, depth))
}
