import type { RefObject } from 'react'
import { useGradually } from '../../live/use-gradually.ts'
import { isNewestFirst } from './message-filter.ts'
import { selectedIds } from './selected-ids.ts'
import { useChosen } from './use-chosen.ts'
import type { ChosenFilter } from './use-message-filter.ts'
import { useMessageList } from './use-message-list.ts'
import { useSelection } from './use-selection.ts'

/** The list of a filter, and what is selected in it. */
export function useSelectableList(
  { filter, query, text, key }: ChosenFilter,
  region: RefObject<HTMLElement | null>,
) {
  const [chosen, choose] = useChosen(JSON.stringify([query, text]))
  // Selected rows keep their places.
  const list = useMessageList(query, text, {
    region,
    hold: chosen.ids.length > 0,
    order: filter.order,
  })
  const newestFirst = isNewestFirst(filter.order)
  const selection = useSelection({ query, text, rows: list.items, chosen, choose, newestFirst })
  const rows = useGradually(list.items, `${key} ${list.known}`)
  const showNewer = () => {
    const shown = list.showNewer()
    // Drop selected rows that are no longer in the list.
    if (chosen.all === null) selection.select(selectedIds(chosen, shown))
  }
  return { list, selection, rows, showNewer }
}
