/** The key of the row before a page. */
export type Position = readonly (string | number)[]

export interface PageRequest {
  readonly after: Position | null
  /** most rows */
  readonly limit: number
}

export interface Page<Row> {
  readonly items: readonly Row[]
  /** null = no more rows */
  readonly next: Position | null
  /** oldest time read, if the page stopped before it was full; else null */
  readonly examinedTo: Date | null
}

/** Limit of a count. */
export const MAX_COUNT = 10_000

export interface Count {
  readonly count: number
  /** the count may be higher */
  readonly atLeast: boolean
}

/** Most JSON characters of a page: texts of senders and handlers must not determine the size of an answer. */
const MAX_PAGE_LENGTH = 1_000_000

/** Builds a page from one row more than requested, which shows that more rows exist. Large rows make it shorter. */
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

/** Number of first rows that fit into a page, at least one, so that paging always advances. */
export function fitting(rows: readonly unknown[]): number {
  let length = 0
  const tooMany = rows.findIndex((row, index) => {
    length += JSON.stringify(row).length
    return index > 0 && length > MAX_PAGE_LENGTH
  })
  return tooMany === -1 ? rows.length : tooMany
}
