import type { Query } from '../../api/request.ts'
import type { MessageDetail } from '../../api/shapes.ts'
import { type Pages, useJoinedPages } from '../../api/use-pages.ts'
import type { ResourceOptions } from '../../api/use-resource.ts'

/** A message with the first pages of its events combined. */
export function useMessage(
  path: string | null,
  query: Query = {},
  options: ResourceOptions = {},
): Pages<MessageDetail> {
  return useJoinedPages(path, query, joined, options)
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
