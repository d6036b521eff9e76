import type { CallAnswer } from '../destinations/destination.ts'
import type { Row } from './rows.ts'

export interface Page {
  readonly rows: readonly Row[]
  readonly answer: CallAnswer
}

/** Beyond this, use a smaller window. */
const MAX_ROWS = 50_000

export interface RowBound {
  readonly maxRows: number | undefined
  /** the counted objects, such as `changes of EmpJob` */
  readonly what: string
  /** the advice if there are too many */
  readonly hint: string
}

/** Filters each page before it requests the next one. */
export async function boundedRows(
  pages: AsyncIterable<Page>,
  wanted: (page: Page) => readonly Row[],
  { maxRows = MAX_ROWS, what, hint }: RowBound,
): Promise<Row[]> {
  const kept: Row[] = []
  for await (const page of pages) {
    for (const row of wanted(page)) kept.push(row)
    if (kept.length > maxRows) {
      throw new RangeError(`expected at most ${maxRows} ${what}, got more: ${hint}`)
    }
  }
  return kept
}
