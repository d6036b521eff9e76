import type { Query } from '../../api/request.ts'
import type { ListedMessage } from '../../api/shapes.ts'
import { loadMessages } from './use-message-list.ts'

const PAGE = 200
const MAX_ROWS = 10_000

export interface AllMatching {
  readonly items: readonly ListedMessage[]
  /** there are more than an export contains */
  readonly cut: boolean
}

/** All matching messages, page by page. */
export async function loadAllMatching(query: Query): Promise<AllMatching> {
  const items: ListedMessage[] = []
  let cursor: string | null = null
  do {
    const page = await loadMessages(query, '', {
      limit: PAGE,
      ...(cursor !== null && { cursor }),
    })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== null && items.length < MAX_ROWS)
  return { items, cut: cursor !== null }
}
