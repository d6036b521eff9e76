import { addressOf, getJson, type Query } from './request.ts'
import type { WatchOptions } from './resource-store.ts'
import { type Resource, useResource } from './use-resource.ts'

/** What a GET below the operations API answers. Without a path nothing is asked. */
export function useGet<Answer>(
  path: string | null,
  query: Query = {},
  options: WatchOptions = {},
): Resource<Answer> {
  const address = path === null ? null : addressOf(path, query)
  return useResource<Answer>(address, (signal) => getJson<Answer>(address ?? '', signal), options)
}
