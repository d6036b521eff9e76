import { writeCursor } from '../../lib/api/fields.ts'
import type { Count, Page, PageRequest, Position } from '../../lib/store/queries/page.ts'

export interface Paging {
  readonly cursor?: Position | undefined
  readonly limit: number
  readonly count?: boolean | undefined
}

export interface ListAnswer<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
  readonly examinedTo: Date | null
  readonly count: Count | null
}

/** A page, and how many there are where that was asked for. */
export async function answerList<Item>(
  { cursor, limit, count }: Paging,
  list: (page: PageRequest) => Promise<Page<Item>>,
  countAll: () => Promise<Count>,
): Promise<ListAnswer<Item>> {
  const [page, counted] = await Promise.all([
    list({ after: cursor ?? null, limit }),
    count === true ? countAll() : null,
  ])
  const { items, next, examinedTo } = page
  return { items, next: writeCursor(next), examinedTo, count: counted }
}
