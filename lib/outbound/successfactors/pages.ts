import type { CallAnswer } from '../destinations/destination.ts'
import type { Row } from './rows.ts'

export interface Page {
  readonly rows: readonly Row[]
  readonly answer: CallAnswer
}

/** More is a matter of a smaller window, and not of memory. */
const MAX_ROWS = 50_000

export interface RowBound {
  readonly maxRows: number | undefined
  /** what is counted, such as `changes of EmpJob` */
  readonly what: string
  /** what to do about too many */
  readonly hint: string
}

/** Keeps what is wanted of each page before the next one is asked for. */
export async function boundedRows(
  pages: AsyncIterable<Page>,
  wanted: (page: Page) => readonly Row[],
  { maxRows = MAX_ROWS, what, hint }: RowBound,
): Promise<Row[]> {
  const kept: Row[] = []
  for await (const page of pages) {
    for (const row of wanted(page)) kept.push(row)
    if (kept.length > maxRows) {
      throw new RangeError(`expected at most ${maxRows} ${what}, more came: ${hint}`)
    }
  }
  return kept
}
