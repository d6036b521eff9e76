/** A condition of a filter. Compares strings: days and instants are ISO. */
export interface Condition {
  readonly field: string
  holds(value: string): boolean
}

const LITERAL = /'(?:[^']|'')*'|datetime(?:offset)?'[^']*'|-?\d+L?/
const CONDITION = new RegExp(`^(\\w+) (eq|ne|ge|gt|le|lt) (${LITERAL.source})$`)
const IN = /^(\w+) in ((?:'(?:[^']|'')*',?)+)$/
const TEXTS = /'((?:[^']|'')*)'/g
const OUTSIDE_OF_TEXTS = "(?=(?:[^']|'[^']*')*$)"
const AND = new RegExp(` and ${OUTSIDE_OF_TEXTS}`)
/** Redundant where all conditions are joined by `and`. */
const PARENTHESES = new RegExp(`[()]${OUTSIDE_OF_TEXTS}`, 'g')

/**
 * Parses the supported part of `$filter`: comparisons and `in`, joined by `and`. null = other.
 * Pure.
 */
export function readFilter(text: string): readonly Condition[] | null {
  const conditions: Condition[] = []
  for (const part of text.replace(PARENTHESES, '').split(AND)) {
    const condition = conditionOf(part.trim())
    if (condition === null) return null
    conditions.push(condition)
  }
  return conditions
}

function conditionOf(part: string): Condition | null {
  const [, inField, list] = IN.exec(part) ?? []
  if (inField !== undefined && list !== undefined) {
    const values = [...list.matchAll(TEXTS)].map(([, value = '']) => value.replaceAll("''", "'"))
    return { field: inField, holds: (value) => values.includes(value) }
  }
  const [, field, operator, literal] = CONDITION.exec(part) ?? []
  if (field === undefined || literal === undefined) return null
  const wanted = literalValue(literal)
  return { field, holds: (value) => compares(operator ?? '', normal(value), wanted) }
}

function compares(operator: string, value: string, wanted: string): boolean {
  switch (operator) {
    case 'eq':
      return value === wanted
    case 'ne':
      return value !== wanted
    case 'ge':
      return value >= wanted
    case 'gt':
      return value > wanted
    case 'le':
      return value <= wanted
    default:
      return value < wanted
  }
}

/** The value of a literal in the form of rows. */
export function literalValue(literal: string): string {
  const [, kind, inner = ''] = /^(datetimeoffset|datetime)?'(.*)'$/s.exec(literal) ?? []
  if (kind === 'datetime') return inner.slice(0, 'YYYY-MM-DD'.length)
  if (kind === 'datetimeoffset') return normal(inner)
  if (literal.startsWith("'")) return inner.replaceAll("''", "'")
  return literal.replace(/L$/, '')
}

/** Adds milliseconds to instants. */
function normal(value: string): string {
  return /^\d{4}-\d{2}-\d{2}T.*Z$/.test(value) ? new Date(value).toISOString() : value
}
