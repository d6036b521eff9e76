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
  /** all matches are selected, including those not loaded; null = only the rows */
  readonly all: Matching | null
  /** the matches that could be selected; null = only the rows match, or the count is unknown */
  readonly offer: Matching | null
  /** matches cannot be selected, because the list is a value search */
  readonly onlyShown: boolean
  readonly select: (ids: readonly string[]) => void
  readonly selectAll: () => void
}

interface Options {
  readonly query: Query
  /** the value search */
  readonly text: string
  readonly rows: readonly ListedMessage[]
  readonly chosen: ChosenMessages
  readonly choose: (chosen: ChosenMessages) => void
  /** only then the first row is the newest match */
  readonly newestFirst: boolean
}

/** Selected rows of the list, or all matches of its filter. */
export function useSelection(options: Options): Selection {
  const { query, text, rows, chosen, choose, newestFirst } = options
  const { all } = chosen
  const ids = selectedIds(chosen, rows)
  const newest = rows[0]
  // An action stores its filter. A value search may be personal, so no action may store it.
  const asked = ids.length > 0 && newest !== undefined && text === ''
  const bounded = asked && newestFirst ? upToNewest(query, newest.id) : null
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
