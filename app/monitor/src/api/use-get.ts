import { addressOf, getJson, type Query } from './request.ts'
import { type DatedResource, type ResourceOptions, useResource } from './use-resource.ts'

/** Result of a GET below the operations API. Without a path it sends no request. */
export function useGet<Answer>(
  path: string | null,
  query: Query = {},
  options: ResourceOptions = {},
): DatedResource<Answer> {
  const address = path === null ? null : addressOf(path, query)
  return useResource<Answer>(address, (signal) => getJson<Answer>(address ?? '', signal), options)
}
