import { addressOf, getJson, type Query } from './request.ts'
import type { Page } from './shapes.ts'
import { type Resource, useResource } from './use-resource.ts'

const PAGE = 200

/** The first pages of a list as one. */
export function usePages<Item>(
  path: string,
  pages: number,
  query: Query = {},
): Resource<Page<Item>> {
  return useResource(`${addressOf(path, query)} ${pages}`, (signal) =>
    loadPages<Item>(path, pages, query, signal),
  )
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
