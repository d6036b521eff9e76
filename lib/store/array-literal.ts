/** Escapes belong to few values: looking for them is much cheaper than replacing in each value. */
const ESCAPED = /["\\]/g

/**
 * A list as PostgreSQL reads arrays from text. The driver's own conversion takes several times as long,
 * and a recording sends dozens of lists.
 * @returns null when the driver has to convert the list: it holds something else than texts, numbers and booleans
 */
export function arrayLiteral(values: readonly unknown[]): string | null {
  let text = '{'
  let separator = ''
  for (const value of values) {
    text += separator
    separator = ','
    if (typeof value === 'string') text += quoted(value)
    else if (value === null || value === undefined) text += 'NULL'
    else if (typeof value === 'number' || typeof value === 'boolean') text += value
    else return null
  }
  return `${text}}`
}

function quoted(value: string): string {
  const isPlain = !value.includes('"') && !value.includes('\\')
  return isPlain ? `"${value}"` : `"${value.replace(ESCAPED, '\\$&')}"`
}
