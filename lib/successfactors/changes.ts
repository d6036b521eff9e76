import { mayBeDated, shapeOf } from './entities.ts'
import { instantLiteral } from './literals.ts'
import type { Page } from './page.ts'
import type { Row } from './rows.ts'
import { WHOLE_TIME } from './slices.ts'
import type { Changes, QueryOptions } from './successfactors.ts'

const STAMP = 'lastModifiedDateTime'
/** Stamps are set before rows can be seen, by imports and rules long before (SAP KBA 2767376). */
const SETTLING_MS = 15 * 60_000
const OVERLAP_MS = 30 * 60_000
/** More is a matter of a smaller window, and not of memory. */
const MAX_ROWS = 50_000

/**
 * What changed since, by an algorithm that SAP's own delta query is not. Its filter finds employees with
 * any changed slice, and `ge … and lt …` those with one slice above and another one below (SAP KBA
 * 2920680, 2554717): only the lower bound is sent, for the whole time line, and each row is judged by its
 * own stamp.
 */
export async function readChanges(
  pages: (entity: string, query: QueryOptions) => AsyncIterable<Page>,
  entity: string,
  since: Date,
  select: readonly string[] | undefined,
): Promise<Changes> {
  const shape = shapeOf(entity)
  const from = new Date(since.getTime() - OVERLAP_MS)
  let until: Date | null = null
  const rows: Row[] = []
  const asked: QueryOptions = {
    filter: `${STAMP} ge ${instantLiteral(from)}`,
    ...(mayBeDated(entity) && WHOLE_TIME),
    ...(shape !== undefined && !shape.mdf && { paging: 'snapshot' as const }),
    ...(select && { select: [...new Set([...select, STAMP])] }),
  }
  for await (const page of pages(entity, asked)) {
    until ??= new Date(clockOf(page) - SETTLING_MS)
    const end = until.getTime()
    rows.push(...page.rows.filter((row) => isWithin(row[STAMP], from.getTime(), end)))
    if (rows.length > MAX_ROWS) {
      throw new RangeError(`expected at most ${MAX_ROWS} changes, more came: ask for less time`)
    }
  }
  // Windows never go back, however soon it is asked again.
  return { rows, until: until !== null && until > since ? until : since }
}

/** SuccessFactors' clock: ours says nothing about its stamps. */
function clockOf({ answer }: Page): number {
  const time = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(time)) throw new Error('expected a Date header of SuccessFactors, there is none')
  return time
}

function isWithin(stamp: Row[string], from: number, until: number): boolean {
  const time = Date.parse(String(stamp))
  return time >= Math.floor(from / 1_000) * 1_000 && time < until
}
