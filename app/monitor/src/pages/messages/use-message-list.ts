import { useEffect, useState } from 'react'
import { type ApiError, asApiError } from '../../api/api-error.ts'
import { addressOf, getJson, postJson, type Query } from '../../api/request.ts'
import type { ListedMessage, Page } from '../../api/shapes.ts'
import { useResource } from '../../api/use-resource.ts'

export interface MessageList {
  readonly items: readonly ListedMessage[]
  readonly known: boolean
  readonly more: boolean
  readonly examinedTo: string | null
  readonly loadingMore: boolean
  readonly error: ApiError | undefined
  readonly loadMore: () => void
  readonly reload: () => Promise<void>
}

interface Kept {
  readonly key: string
  readonly items: readonly ListedMessage[]
  readonly next: string | null
  readonly examinedTo: string | null
}

const PAGE = 50

/** Messages, newest first: the first page stays up to date, the others are added when asked for. */
export function useMessageList(query: Query, text: string): MessageList {
  const key = `messages ${JSON.stringify([query, text])}`
  // Each search in values is recorded: it is made once, not with every change.
  const once = text !== ''
  const first = useResource(key, (signal) => load(query, text, null, signal), { once })
  const [kept, setKept] = useState<Kept>()
  const [loadingMore, setLoadingMore] = useState(false)
  const [problem, setProblem] = useState<ApiError>()

  useEffect(() => {
    const page = first.data
    if (page !== undefined) setKept((before) => merged(key, before, page))
  }, [key, first.data])

  const current = kept?.key === key ? kept : fromPage(key, first.data)

  async function loadMore(): Promise<void> {
    if (current?.next == null || loadingMore) return
    setLoadingMore(true)
    setProblem(undefined)
    try {
      const page = await load(query, text, current.next)
      setKept({ ...current, ...page, items: [...current.items, ...page.items], key })
    } catch (error) {
      setProblem(asApiError(error))
    } finally {
      setLoadingMore(false)
    }
  }

  return {
    items: current?.items ?? [],
    known: current !== undefined,
    more: current?.next != null,
    examinedTo: current?.examinedTo ?? null,
    loadingMore,
    error: first.error ?? problem,
    loadMore: () => void loadMore(),
    reload: first.reload,
  }
}

function load(query: Query, text: string, cursor: string | null, signal?: AbortSignal) {
  const page = { limit: PAGE, ...(cursor === null ? {} : { cursor }) }
  // What was typed may be personal: it goes into the body.
  if (text !== '') {
    return postJson<Page<ListedMessage>>(
      addressOf('/messages/search'),
      { ...query, text, ...page },
      signal,
    )
  }
  return getJson<Page<ListedMessage>>(addressOf('/messages', { ...query, ...page }), signal)
}

function fromPage(key: string, page: Page<ListedMessage> | undefined): Kept | undefined {
  if (page === undefined) return undefined
  return { key, items: page.items, next: page.next, examinedTo: page.examinedTo }
}

/** The new first page before what was loaded below it, where the two meet. */
function merged(key: string, before: Kept | undefined, page: Page<ListedMessage>): Kept {
  const fresh = { key, items: page.items, next: page.next, examinedTo: page.examinedTo }
  if (before?.key !== key) return fresh
  const ids = new Set(page.items.map(({ id }) => id))
  const meets = before.items.some(({ id }) => ids.has(id))
  if (!meets) return fresh
  const last = page.items.at(-1)?.id ?? ''
  // Ids grow with time. What the filter lets pass no longer is gone from the first page, and stays gone.
  const older = before.items.filter(({ id }) => id < last && !ids.has(id))
  if (older.length === 0) return fresh
  return { ...before, items: [...page.items, ...older] }
}
