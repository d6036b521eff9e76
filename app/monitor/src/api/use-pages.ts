import { addressOf, getJson, type Query } from './request.ts'
import type { Page } from './shapes.ts'
import { useKept } from './use-kept.ts'
import { type Resource, useResource } from './use-resource.ts'

const PAGE = 200

export interface Pages<Item> extends Resource<Page<Item>> {
  /** a further page is on its way */
  readonly loadingMore: boolean
}

/** The first pages of a list as one. While a further page loads, the others stay. */
export function usePages<Item>(path: string, pages: number, query: Query = {}): Pages<Item> {
  const list = addressOf(path, query)
  const resource = useResource(`${list} ${pages}`, (signal) =>
    loadPages<Item>(path, pages, query, signal),
  )
  const data = useKept(list, resource.data)
  const isLoading = resource.data === undefined && resource.error === undefined
  return { ...resource, data, loadingMore: data !== undefined && isLoading }
}

async function loadPages<Item>(
  path: string,
  pages: number,
  query: Query,
  signal: AbortSignal,
): Promise<Page<Item>> {
  const items: Item[] = []
  let last: Page<Item> = { items, next: null, examinedTo: null, count: null }
  for (let at = 0; at < pages; at += 1) {
    const cursor = last.next === null ? {} : { cursor: last.next }
    last = await getJson(addressOf(path, { ...query, limit: PAGE, ...cursor }), signal)
    items.push(...last.items)
    if (last.next === null) break
  }
  return { ...last, items }
}
