import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { lastError } from './reloads.ts'
import { addressOf, getJson, type Query } from './request.ts'
import type { Page } from './shapes.ts'
import type { Resource, ResourceOptions } from './use-resource.ts'

const PAGE = 200

export interface Pages<All> extends Resource<All> {
  readonly loadMore: () => void
  /** loading a further page */
  readonly loadingMore: boolean
}

interface Part {
  /** cursor of the next page; null for the last page */
  readonly next: string | null
}

/** Combines the first pages of an answer. Without a path it sends no request. */
export function useJoinedPages<All extends Part>(
  path: string | null,
  query: Query,
  join: (before: All, page: All) => All,
  { once = false }: ResourceOptions = {},
): Pages<All> {
  const queryKey = ['pages', path, query]
  const { data, error, refetch, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) =>
      getJson<All>(addressOf(path ?? '', { ...query, cursor: pageParam }), signal),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    select: useCallback(({ pages }: InfiniteData<All>) => pages.reduce(join), [join]),
    enabled: path !== null,
    meta: { once },
  })
  return {
    data,
    error: error ?? lastError(queryKey),
    reload: refetch,
    loadMore: () => void fetchNextPage(),
    loadingMore: isFetchingNextPage,
  }
}

/** Combines the first pages of a list. */
export function usePages<Item>(path: string, query: Query = {}): Pages<Page<Item>> {
  return useJoinedPages<Page<Item>>(path, { ...query, limit: PAGE }, joined)
}

function joined<Item>(before: Page<Item>, page: Page<Item>): Page<Item> {
  return { ...page, items: [...before.items, ...page.items] }
}
