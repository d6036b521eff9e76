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

/** One row more than asked for was read: it only says that the page is not the last. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => Position,
): Page<Row> {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const next = rows.length > limit && last !== undefined ? keyOf(last) : null
  return { items, next, examinedTo: null }
}
