const TWO_DIGITS = new Intl.NumberFormat('en-US', {
  maximumSignificantDigits: 2,
  maximumFractionDigits: 2,
  roundingPriority: 'lessPrecision',
})
const UNITS = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB']

/** A figure with two digits: more would claim a precision that no measurement has. */
export function about(value: number): string {
  return TWO_DIGITS.format(value)
}

/** Decimal units: 1 KB = 1,000 bytes. */
export function bytesText(bytes: number): string {
  let value = Number(bytes.toPrecision(2))
  let unit = 0
  while (value >= 1_000 && unit < UNITS.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${about(value)} ${UNITS[unit]}`
}

/** @param us microseconds; null = the system did not tell */
export function microseconds(us: number | null): string {
  return us === null ? 'not known' : `${about(us)} µs`
}
