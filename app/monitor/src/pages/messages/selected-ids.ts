import type { Chosen } from './chosen-filters.ts'
import { messageTime } from './message-time.ts'

/** Ids of the rows that an action on the selection includes. */
export function selectedIds(
  { ids, all }: Chosen,
  rows: readonly { readonly id: string }[],
): readonly string[] {
  const shown = rows.map(({ id }) => id)
  if (all === null) {
    const chosen = new Set(ids)
    return shown.filter((id) => chosen.has(id))
  }
  // The filter has an upper bound. Rows that arrived later do not match it.
  const end = Date.parse(String(all.query.to))
  return shown.filter((id) => messageTime(id) < end)
}
