import type { ListedMessage, Page } from '../../api/shapes.ts'
import { sameRows, upToDate, withAppended } from '../../live/held-rows.ts'

/** Loaded messages, newest first, without a gap. */
export interface MessageRows {
  readonly items: readonly ListedMessage[]
  /** cursor of the next page below; null = none */
  readonly next: string | null
  readonly examinedTo: string | null
  /** the user has loaded rows below the first page */
  readonly hasMore: boolean
}

/** A live list grows at its top. From this length on it restarts with the first page. */
const MAX_ROWS = 1_000

type FirstPage = Pick<Page<ListedMessage>, 'items' | 'next' | 'examinedTo'>

export function rowsOf({ items, next, examinedTo }: FirstPage): MessageRows {
  return { items, next, examinedTo, hasMore: false }
}

/**
 * Puts the newest page above the rows loaded below it, if the two overlap. Other rows that left the
 * first page are dropped. Otherwise an open page would grow without limit.
 */
export function withNewest(before: MessageRows, page: FirstPage): MessageRows {
  if (!before.hasMore || before.items.length >= MAX_ROWS) return rowsOf(page)
  const ids = new Set(page.items.map(idOf))
  if (!before.items.some(({ id }) => ids.has(id))) return rowsOf(page)
  const last = page.items.at(-1)?.id ?? ''
  // Ids grow with time. Rows that no longer match the filter are missing in the first page and stay
  // removed.
  const older = before.items.filter(({ id }) => id < last && !ids.has(id))
  return older.length === 0 ? rowsOf(page) : { ...before, items: [...page.items, ...older] }
}

/** Updates rows in place from the newest page, and appends rows below the last one. */
export function withoutMoving(before: MessageRows, page: FirstPage): MessageRows {
  const items = withAppended(before.items, page.items, idOf)
  const end = items === before.items ? before : page
  return { ...rowsOf(end), items: upToDate(items, page.items, idOf), hasMore: before.hasMore }
}

/** Appends a page that was loaded below. */
export function withPageBelow(before: MessageRows, page: FirstPage): MessageRows {
  const known = new Set(before.items.map(idOf))
  return {
    ...rowsOf(page),
    items: [...before.items, ...page.items.filter(({ id }) => !known.has(id))],
    hasMore: true,
  }
}

export interface Newer {
  /** number of new rows */
  readonly count: number
  /** there may be more: the newest page and the rows do not overlap */
  readonly atLeast: boolean
}

/** The changes that the newest page would make above the last row; null = none. */
export function newerThan(rows: MessageRows, page: FirstPage): Newer | null {
  const newest = withNewest(rows, page)
  if (sameRows(newest.items, rows.items, idOf)) return null
  const known = new Set(rows.items.map(idOf))
  const count = page.items.filter(({ id }) => !known.has(id)).length
  return { count, atLeast: count === page.items.length && page.next !== null }
}

const idOf = ({ id }: ListedMessage) => id
