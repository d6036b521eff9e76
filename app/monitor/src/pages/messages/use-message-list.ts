import { useMutation } from '@tanstack/react-query'
import { type RefObject, useEffect, useState } from 'react'
import type { ApiError } from '../../api/api-error.ts'
import { addressOf, askJson, getJson, type Query } from '../../api/request.ts'
import type { ListedMessage, Page } from '../../api/shapes.ts'
import { useResource } from '../../api/use-resource.ts'
import { sameRows } from '../../live/held-rows.ts'
import { useBusy } from '../../live/use-busy.ts'
import { isNewestFirst, type MessageOrder, TYPED_FIELDS } from './message-filter.ts'
import {
  type MessageRows,
  type Newer,
  newerThan,
  rowsOf,
  withNewest,
  withoutMoving,
  withPageBelow,
} from './message-rows.ts'

export interface MessageList {
  readonly items: readonly ListedMessage[]
  readonly known: boolean
  /** the filter with its order and the value search, in fields of the API */
  readonly query: Query
  /** number of matches; null = unknown */
  readonly count: Page<ListedMessage>['count']
  readonly more: boolean
  readonly examinedTo: string | null
  readonly loadingMore: boolean
  readonly error: ApiError | undefined
  /** changes that wait above; null = none */
  readonly newer: Newer | null
  /** @returns the new rows of the list */
  readonly showNewer: () => readonly ListedMessage[]
  readonly loadMore: () => void
  readonly reload: () => Promise<unknown>
}

interface Options {
  readonly region: RefObject<HTMLElement | null>
  /** the rows keep their places even if the user does not work in the region */
  readonly hold: boolean
  readonly order: MessageOrder
}

type Kept = MessageRows & { readonly key: string }

const PAGE = 50

/**
 * Messages in an order. The first page stays up to date. Further pages are appended on demand.
 * While the user works in the region, new rows wait above it. In another order than newest first,
 * rows always keep their places.
 */
export function useMessageList(
  filter: Query,
  text: string,
  { region, hold, order }: Options,
): MessageList {
  const newestFirst = isNewestFirst(order)
  const query = newestFirst ? filter : { ...filter, ...order }
  const key = `messages ${JSON.stringify([query, text])}`
  // The service records each value search, so it is sent once and not with every change.
  const once = text !== ''
  const first = useResource(
    key,
    (signal) => loadMessages(query, text, { limit: PAGE, count: true }, signal),
    { once },
  )
  const [kept, setKept] = useState<Kept>()
  const more = useMutation({
    mutationFn: ({ cursor }: { cursor: string; of: string }) =>
      loadMessages(query, text, { limit: PAGE, cursor }),
    onSuccess: (below, { of }) =>
      setKept((now) => (now?.key === of ? { ...withPageBelow(now, below), key: of } : now)),
  })
  const page = first.data
  const isKept = kept?.key === key
  const rows: MessageRows | undefined = isKept ? kept : page && rowsOf(page)
  const busy = useBusy(region, kept)
  const held = isKept && kept.items.length > 0 && (busy || hold || !newestFirst)

  useEffect(() => {
    if (page === undefined) return
    setKept((before) => {
      if (before?.key !== key) return { ...rowsOf(page), key }
      return { ...(held ? withoutMoving(before, page) : withNewest(before, page)), key }
    })
  }, [key, page, held])

  function loadMore(): void {
    if (rows?.next != null && !more.isPending) more.mutate({ cursor: rows.next, of: key })
  }

  function showNewer(): readonly ListedMessage[] {
    if (page === undefined || !isKept) return rows?.items ?? []
    const shown = newestFirst ? withNewest(kept, page) : rowsOf(page)
    setKept({ ...shown, key })
    return shown.items
  }

  return {
    items: rows?.items ?? [],
    known: rows !== undefined,
    query: text === '' ? query : { ...query, text },
    more: rows?.next != null,
    examinedTo: rows?.examinedTo ?? null,
    loadingMore: more.isPending,
    error: first.error ?? more.error ?? undefined,
    newer: held && page !== undefined ? changesAbove(kept, page, newestFirst) : null,
    count: page?.count ?? null,
    showNewer,
    loadMore,
    reload: first.reload,
  }
}

function changesAbove(kept: Kept, page: Page<ListedMessage>, newestFirst: boolean): Newer | null {
  if (newestFirst) return newerThan(kept, page)
  const idOf = ({ id }: ListedMessage) => id
  const isSame = sameRows(kept.items.slice(0, page.items.length), page.items, idOf)
  return isSame ? null : { count: 0, atLeast: false }
}

interface PageOptions {
  readonly limit: number
  readonly cursor?: string
  readonly count?: true
}

export function loadMessages(
  query: Query,
  text: string,
  page: PageOptions,
  signal?: AbortSignal,
): Promise<Page<ListedMessage>> {
  // The input may be personal, so it goes into the body.
  const isTyped = text !== '' || TYPED_FIELDS.some((field) => query[field] !== undefined)
  if (!isTyped) return getJson(addressOf('/messages', { ...query, ...page }), signal)
  const typed = text === '' ? {} : { text }
  return askJson(addressOf('/messages/search'), { ...query, ...typed, ...page }, signal)
}
