import { datingOf, type EntityShape } from './entities.ts'
import type { Row } from './rows.ts'

/** The whole time line. */
export const WHOLE_TIME = { fromDate: '1900-01-01', toDate: '9999-12-31' } as const

/** Adds the fields that order slices and find one for a day. Pure. */
export function withDating(
  select: readonly string[],
  shape: Pick<EntityShape, 'keys' | 'datedBy' | 'datedTo'> | undefined,
): readonly string[] {
  if (shape === undefined || shape.datedBy === null || select.length === 0) return select
  const { keys, datedBy, datedTo } = shape
  const sequence = 'seqNumber' in keys ? ['seqNumber'] : []
  return [...new Set([...select, datedBy, ...(datedTo === null ? [] : [datedTo]), ...sequence])]
}

/** Sorts by day, then by `seqNumber`. Pure. */
export function inOrder<Slice extends Row>(entity: string, rows: readonly Slice[]): Slice[] {
  const datedBy = datingOf(entity, Object.keys(rows[0] ?? {})).datedBy ?? 'startDate'
  return rows.toSorted((a, b) => {
    const [one, other] = [String(a[datedBy]), String(b[datedBy])]
    if (one !== other) return one < other ? -1 : 1
    return Number(a.seqNumber ?? 0) - Number(b.seqNumber ?? 0)
  })
}

/**
 * The slice that is in force on a day, the last one of that day; null = none. Pure.
 * @param day `YYYY-MM-DD`
 */
export function inForceOn<Slice extends Row>(
  entity: string,
  timeLine: readonly Slice[],
  day: string,
): Slice | null {
  const dating = datingOf(entity, Object.keys(timeLine[0] ?? {}))
  const from = dating.datedBy ?? 'startDate'
  const to = dating.datedTo ?? 'endDate'
  const found = inOrder(entity, timeLine).findLast(
    (row) => String(row[from]) <= day && day <= String(row[to] ?? WHOLE_TIME.toDate),
  )
  return found ?? null
}
