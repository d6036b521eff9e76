/** Writes rows of a table for spreadsheets. All values are quoted. */
export function csvLine(values: readonly (string | number | null)[], separator: string): string {
  return `${values.map(quoted).join(separator)}\r\n`
}

/** Tells spreadsheets that the file is UTF-8. */
export const BYTE_ORDER_MARK = '\uFEFF'

function quoted(value: string | number | null): string {
  if (typeof value === 'number') return `"${value}"`
  // A spreadsheet would read these as the start of a formula.
  const text = value ?? ''
  const safe = /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${safe.replaceAll('"', '""').replaceAll(/[\r\n]/g, ' ')}"`
}
