import { meantVariable } from './misspelt-variable.ts'

/** Line numbers count from 1. No value of the file is part of it. */
export type EnvFileFault =
  | { readonly line: number; readonly kind: 'malformed' | 'quote_open' }
  | {
      readonly line: number
      readonly kind: 'unknown'
      readonly name: string
      readonly known: string
    }

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][\w.-]*)\s*=\s*(.*)$/
const EMPTY_OR_COMMENT = /^\s*(#|$)/
const QUOTES = ['"', "'", '`']

/**
 * Lines of a `.env` file that Node ignores, and names that resemble a known one. Other unknown names may
 * be variables of handlers.
 */
export function judgeEnvFile(text: string, known: readonly string[]): EnvFileFault[] {
  const lines = text.split(/\r?\n/)
  const faults: EnvFileFault[] = []
  for (let index = 0; index < lines.length; index += 1) {
    const content = lines[index] as string
    if (EMPTY_OR_COMMENT.test(content)) continue
    const line = index + 1
    const [, name, value] = ASSIGNMENT.exec(content) ?? []
    if (name === undefined || value === undefined) {
      faults.push({ line, kind: 'malformed' })
      continue
    }
    const meant = meantVariable(name, known)
    if (meant !== undefined) faults.push({ line, kind: 'unknown', name, known: meant })
    const end = endOfValue(lines, index, value)
    if (end === null) faults.push({ line, kind: 'quote_open' })
    else index = end
  }
  return faults
}

/** A quoted value may span lines. @returns the index of its last line; null = its quote stays open */
function endOfValue(lines: readonly string[], index: number, value: string): number | null {
  const quote = QUOTES.find((sign) => value.startsWith(sign))
  if (quote === undefined || value.indexOf(quote, 1) > 0) return index
  const last = lines.findIndex((line, place) => place > index && line.includes(quote))
  return last < 0 ? null : last
}
