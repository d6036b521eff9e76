/** Escapes belong to few values: looking for them is much cheaper than replacing in each value. */
const ESCAPED = /["\\]/g

/**
 * One value of each row, as PostgreSQL reads arrays from text. The driver's own conversion takes several
 * times as long, and a recording sends many lists.
 * @returns null when the driver has to convert: a value is neither text, number nor boolean
 */
export function arrayLiteral<Row>(
  rows: readonly Row[],
  of: (row: Row) => unknown = (row) => row,
): string | null {
  let text = '{'
  let separator = ''
  for (const row of rows) {
    const value = of(row)
    text += separator
    separator = ','
    if (typeof value === 'string') text += quoted(value)
    else if (value === null || value === undefined) text += 'NULL'
    else if (typeof value === 'object') return null
    else text += value
  }
  return `${text}}`
}

function quoted(value: string): string {
  const isPlain = !value.includes('"') && !value.includes('\\')
  return isPlain ? `"${value}"` : `"${value.replace(ESCAPED, '\\$&')}"`
}
