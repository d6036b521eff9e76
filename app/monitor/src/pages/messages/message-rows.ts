import type { ListedMessage, Page } from '../../api/shapes.ts'
import { sameRows, upToDate, withAppended } from '../../live/held-rows.ts'

/** Messages that are loaded, newest first, without a gap. */
export interface MessageRows {
  readonly items: readonly ListedMessage[]
  /** where the next page below begins; null = there is none */
  readonly next: string | null
  readonly examinedTo: string | null
  /** somebody has asked for rows below the first page */
  readonly hasMore: boolean
}

/** A live list grows at its top. From this many rows on it begins anew with the first page. */
const MAX_ROWS = 1_000

type FirstPage = Pick<Page<ListedMessage>, 'items' | 'next' | 'examinedTo'>

export function rowsOf({ items, next, examinedTo }: FirstPage): MessageRows {
  return { items, next, examinedTo, hasMore: false }
}

/**
 * The newest page, above rows that somebody has loaded below it, where the two meet. Rows that only left
 * the first page go: a page that stays open would draw more and more of them.
 */
export function withNewest(before: MessageRows, page: FirstPage): MessageRows {
  if (!before.hasMore || before.items.length >= MAX_ROWS) return rowsOf(page)
  const ids = new Set(page.items.map(idOf))
  if (!before.items.some(({ id }) => ids.has(id))) return rowsOf(page)
  const last = page.items.at(-1)?.id ?? ''
  // Ids grow with time. What the filter lets pass no longer is gone from the first page, and stays gone.
  const older = before.items.filter(({ id }) => id < last && !ids.has(id))
  return older.length === 0 ? rowsOf(page) : { ...before, items: [...page.items, ...older] }
}

/** What the newest page says of the rows, each in its place; rows below the last one are appended. */
export function withoutMoving(before: MessageRows, page: FirstPage): MessageRows {
  const items = withAppended(before.items, page.items, idOf)
  const end = items === before.items ? before : page
  return { ...rowsOf(end), items: upToDate(items, page.items, idOf), hasMore: before.hasMore }
}

/** With a page that was loaded below. */
export function withPageBelow(before: MessageRows, page: FirstPage): MessageRows {
  const known = new Set(before.items.map(idOf))
  return {
    ...rowsOf(page),
    items: [...before.items, ...page.items.filter(({ id }) => !known.has(id))],
    hasMore: true,
  }
}

export interface Newer {
  /** rows that have come */
  readonly count: number
  /** there may be more of them: the newest page and the rows do not meet */
  readonly atLeast: boolean
}

/** What the newest page would change above the last row; null = nothing. */
export function newerThan(rows: MessageRows, page: FirstPage): Newer | null {
  const newest = withNewest(rows, page)
  if (sameRows(newest.items, rows.items, idOf)) return null
  const known = new Set(rows.items.map(idOf))
  const count = page.items.filter(({ id }) => !known.has(id)).length
  return { count, atLeast: count === page.items.length && page.next !== null }
}

const idOf = ({ id }: ListedMessage) => id
