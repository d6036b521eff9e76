import { useMutation } from '@tanstack/react-query'
import { type RefObject, useEffect, useState } from 'react'
import type { ApiError } from '../../api/api-error.ts'
import { addressOf, askJson, getJson, type Query } from '../../api/request.ts'
import type { ListedMessage, Page } from '../../api/shapes.ts'
import { useResource } from '../../api/use-resource.ts'
import { useBusy } from '../../live/use-busy.ts'
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
}

type Kept = MessageRows & { readonly key: string }

const PAGE = 50

/**
 * Messages, newest first. The first page stays up to date. Further pages are appended on demand.
 * While the user works in the region, new rows wait above it.
 */
export function useMessageList(query: Query, text: string, { region, hold }: Options): MessageList {
  const key = `messages ${JSON.stringify([query, text])}`
  // The service records each value search, so it is sent once and not with every change.
  const once = text !== ''
  const first = useResource(key, (signal) => loadMessages(query, text, { limit: PAGE }, signal), {
    once,
  })
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
  const held = isKept && kept.items.length > 0 && (busy || hold)

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
    const shown = withNewest(kept, page)
    setKept({ ...shown, key })
    return shown.items
  }

  return {
    items: rows?.items ?? [],
    known: rows !== undefined,
    more: rows?.next != null,
    examinedTo: rows?.examinedTo ?? null,
    loadingMore: more.isPending,
    error: first.error ?? more.error ?? undefined,
    newer: held && page !== undefined ? newerThan(kept, page) : null,
    showNewer,
    loadMore,
    reload: first.reload,
  }
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
  return text === ''
    ? getJson(addressOf('/messages', { ...query, ...page }), signal)
    : askJson(addressOf('/messages/search'), { ...query, text, ...page }, signal)
}
