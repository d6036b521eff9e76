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

/** Spreadsheets read `2026-11-30 09:05:00` as a time in every language. */
export function timeIn(timeZone: string): (time: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  return (time) => format.format(time)
}
