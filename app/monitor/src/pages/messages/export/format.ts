import type { Count } from '../../../api/shapes.ts'

/** A count that may have stopped at its limit. */
export function writtenCount({ count, atLeast }: Count, number: (value: number) => string): string {
  return atLeast ? `${number(count)}+` : number(count)
}

/** Spreadsheets expect a semicolon where numbers have a decimal comma. */
export function separatorFor(locale: string): ',' | ';' {
  return (1.5).toLocaleString(locale).includes(',') ? ';' : ','
}
