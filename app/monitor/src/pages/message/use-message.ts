import { addressOf, getJson, type Query } from '../../api/request.ts'
import type { WatchOptions } from '../../api/resource-store.ts'
import type { MessageDetail } from '../../api/shapes.ts'
import { useKept } from '../../api/use-kept.ts'
import { type Resource, useResource } from '../../api/use-resource.ts'

/** A message with the first pages of its events as one. While a further page loads, the others stay. */
export function useMessage(
  path: string | null,
  pages: number,
  query: Query = {},
  options: WatchOptions = {},
): Resource<MessageDetail> {
  const key = path === null ? null : `${addressOf(path, query)} ${pages}`
  const load = (signal: AbortSignal) => loadPages(path ?? '', pages, query, signal)
  const resource = useResource<MessageDetail>(key, load, options)
  return { ...resource, data: useKept(path, resource.data) }
}

async function loadPages(
  path: string,
  pages: number,
  query: Query,
  signal: AbortSignal,
): Promise<MessageDetail> {
  let all = await getJson<MessageDetail>(addressOf(path, query), signal)
  for (let page = 1; page < pages && all.next !== null; page += 1) {
    const address = addressOf(path, { ...query, cursor: all.next })
    all = joined(all, await getJson<MessageDetail>(address, signal))
  }
  return all
}

function joined(before: MessageDetail, page: MessageDetail): MessageDetail {
  return {
    ...page,
    events: [...before.events, ...page.events],
    deliveries: [...before.deliveries, ...page.deliveries],
    attempts: [...before.attempts, ...page.attempts],
    edits: [...before.edits, ...page.edits],
    actions: [...before.actions, ...page.actions],
    cut: before.cut || page.cut,
  }
}
