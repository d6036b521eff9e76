import { mayBeDated, shapeOf } from './entities.ts'
import { instantLiteral } from './literals.ts'
import { boundedRows, type Page } from './pages.ts'
import type { Row } from './rows.ts'
import { WHOLE_TIME } from './slices.ts'
import type { Changes, ChangesOptions, QueryOptions } from './successfactors.ts'

const STAMP = 'lastModifiedDateTime'
/**
 * Rows become visible later than their stamp, especially after imports and rules (SAP KBA 2767376).
 */
const SETTLING_MS = 15 * 60_000
const OVERLAP_MS = 30 * 60_000

/**
 * Reads changes. SAP's delta filter finds employees with any changed slice, and `ge … and lt …`
 * also finds those with one slice above and one below (SAP KBA 2920680, 2554717). So this sends
 * only the lower bound, for the whole time line, and filters rows by their own stamp.
 */
export async function readChanges(
  pages: (entity: string, query: QueryOptions) => AsyncIterable<Page>,
  entity: string,
  { since, until: requestedEnd, select, maxRows }: ChangesOptions,
): Promise<Changes> {
  if (requestedEnd !== undefined && requestedEnd <= since) {
    throw new RangeError('expected an until that is later than since')
  }
  const shape = shapeOf(entity)
  const from = new Date(since.getTime() - OVERLAP_MS)
  let until = since
  const query: QueryOptions = {
    filter: `${STAMP} ge ${instantLiteral(from)}`,
    ...(mayBeDated(entity) && WHOLE_TIME),
    ...(shape !== undefined && !shape.mdf && { paging: 'snapshot' as const }),
    ...(select && { select: [...new Set([...select, STAMP])] }),
  }
  let isFirst = true
  const ofWindow = (page: Page) => {
    if (isFirst) until = endOf(page, requestedEnd)
    isFirst = false
    return page.rows.filter((row) => isWithin(row[STAMP], from.getTime(), until.getTime()))
  }
  const hint = 'ask with an earlier until, or a larger maxRows'
  const bound = { maxRows, what: `changes of ${entity}`, hint }
  const rows = await boundedRows(pages(entity, query), ofWindow, bound)
  // Windows never go back.
  return { rows, until: until > since ? until : since }
}

function endOf(page: Page, requestedEnd: Date | undefined): Date {
  const settled = new Date(clockOf(page) - SETTLING_MS)
  return requestedEnd !== undefined && requestedEnd < settled ? requestedEnd : settled
}

/** SuccessFactors' clock, because the stamps are SuccessFactors' too. */
function clockOf({ answer }: Page): number {
  const time = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(time)) throw new Error('expected a Date header of SuccessFactors, there is none')
  return time
}

function isWithin(stamp: Row[string], from: number, until: number): boolean {
  const time = Date.parse(String(stamp))
  return time >= Math.floor(from / 1_000) * 1_000 && time < until
}
