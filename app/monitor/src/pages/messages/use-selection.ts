import type { Query } from '../../api/request.ts'
import type { ListedMessage, Page } from '../../api/shapes.ts'
import { useResource } from '../../api/use-resource.ts'
import { selectedIds } from './selected-ids.ts'
import { upToNewest } from './up-to-newest.ts'
import type { ChosenMessages } from './use-chosen.ts'
import { loadMessages } from './use-message-list.ts'

export interface Matching {
  readonly query: Query
  readonly count: number
  readonly atLeast: boolean
}

export interface Selection {
  /** ids of the selected rows */
  readonly ids: readonly string[]
  /** all that match are selected, also what is not loaded; null = only the rows */
  readonly all: Matching | null
  /** all that could be selected; null = these are no more than the rows, or not counted yet */
  readonly offer: Matching | null
  /** all that match cannot be selected: the list is a search in values */
  readonly onlyShown: boolean
  readonly select: (ids: readonly string[]) => void
  readonly selectAll: () => void
}

interface Options {
  readonly query: Query
  /** what is searched for in values */
  readonly text: string
  readonly rows: readonly ListedMessage[]
  readonly chosen: ChosenMessages
  readonly choose: (chosen: ChosenMessages) => void
}

/** Rows of the list that are selected, or all that match its filter. */
export function useSelection({ query, text, rows, chosen, choose }: Options): Selection {
  const { all } = chosen
  const ids = selectedIds(chosen, rows)
  const newest = rows[0]
  // An action stores its filter. What is searched for in values may be personal, so nothing may store it.
  const asked = ids.length > 0 && newest !== undefined && text === ''
  const bounded = asked ? upToNewest(query, newest.id) : null
  const counted = useResource<Page<ListedMessage>>(
    bounded === null ? null : `messages that match ${JSON.stringify(bounded)}`,
    (signal) => loadMessages(bounded ?? {}, '', { limit: 1, count: true }, signal),
    { once: true },
  ).data?.count
  const isMore = counted != null && (counted.atLeast || counted.count > ids.length)
  return {
    ids,
    all,
    offer: bounded !== null && isMore ? { query: bounded, ...counted } : null,
    onlyShown: ids.length > 0 && text !== '',
    select: (selected) => choose({ ids: selected, all: null }),
    selectAll: () => {
      if (bounded !== null && counted != null) {
        choose({ ids: chosen.ids, all: { query: bounded, ...counted } })
      }
    },
  }
}
