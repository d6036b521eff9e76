import { MESSAGE_SORTS, type MessageSort } from '../../../../../lib/api/states.ts'
import { useTexts } from '../../text/use-texts.ts'
import type { ColumnId } from './columns.tsx'
import type { MessageOrder } from './message-filter.ts'

interface Props {
  readonly id: ColumnId
  readonly order: MessageOrder
  readonly onSort: (order: MessageOrder) => void
}

/** The title of a column; a button if the list can be sorted by it. */
export function ColumnTitle({ id, order, onSort }: Props) {
  const { t } = useTexts()
  const title = t.messages.column[id]
  if (!isSort(id)) return title
  const next = order.sort === id && order.order === 'desc' ? 'asc' : 'desc'
  return (
    <button
      type="button"
      className="column-sort"
      title={t.messages.sortBy[next](title)}
      onClick={() => onSort({ sort: id, order: next })}
    >
      {title}
    </button>
  )
}

/** How the table marks the column for eyes and screen readers. */
export function indicatorOf(id: ColumnId, { sort, order }: MessageOrder) {
  if (id !== sort) return 'None'
  return order === 'asc' ? 'Ascending' : 'Descending'
}

function isSort(id: ColumnId): id is MessageSort {
  return MESSAGE_SORTS.some((sort) => sort === id)
}
