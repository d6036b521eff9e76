import { prettyJson } from './pretty-json.ts'
import { prettyXml } from './pretty-xml.ts'

export interface PrettyBody {
  readonly language: 'xml' | 'json' | 'text'
  readonly text: string
}

/** Larger bodies are not formatted, because that would block the page. */
const MAX_PRETTY = 2_000_000

/** Formats XML and JSON for reading; other bodies stay unchanged. The cost is linear. */
export function prettyBody(body: string): PrettyBody {
  const trimmed = body.trim()
  if (trimmed.length > MAX_PRETTY) return { language: 'text', text: body }
  if (trimmed.startsWith('<')) return { language: 'xml', text: prettyXml(trimmed) }
  if (!/^[[{]/.test(trimmed) || !isJson(trimmed)) return { language: 'text', text: body }
  return { language: 'json', text: prettyJson(trimmed) }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
