/** Where a page begins: behind this row, in the order of its key. */
export type Position = readonly (string | number)[]

export interface PageRequest {
  readonly after: Position | null
  /** rows at most */
  readonly limit: number
}

export interface Page<Row> {
  readonly items: readonly Row[]
  /** null = there is no more */
  readonly next: Position | null
  /** how far back this page looked, where it stopped before it was full; null = it had to look no further */
  readonly examinedTo: Date | null
}

/** Counting ends here: what is more is not worth the wait. */
export const MAX_COUNT = 10_000

export interface Count {
  readonly count: number
  /** there may be more */
  readonly atLeast: boolean
}

/** Characters of the rows of one page as JSON. What a sender or a handler wrote must not decide the size of an answer. */
const MAX_PAGE_LENGTH = 1_000_000

/** One row more than asked for was read: it only says that the page is not the last. A page of large rows is shorter. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => Position,
): Page<Row> {
  const items = rows.slice(0, fitting(rows.slice(0, limit)))
  const last = items.at(-1)
  const next = rows.length > items.length && last !== undefined ? keyOf(last) : null
  return { items, next, examinedTo: null }
}

/** How many of the first rows fit into a page; one always does, so that the next page begins behind it. */
export function fitting(rows: readonly unknown[]): number {
  let length = 0
  const tooMany = rows.findIndex((row, index) => {
    length += JSON.stringify(row).length
    return index > 0 && length > MAX_PAGE_LENGTH
  })
  return tooMany === -1 ? rows.length : tooMany
}
