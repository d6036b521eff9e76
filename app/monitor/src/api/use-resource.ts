import { useQuery } from '@tanstack/react-query'
import type { ApiError } from './api-error.ts'
import { knownUntil, lastError } from './reloads.ts'

/** Data from the service. The last answer stays during a reload and after an error. */
export interface Resource<Data> {
  readonly data: Data | undefined
  readonly error: ApiError | undefined
  readonly reload: () => Promise<unknown>
}

export interface DatedResource<Data> extends Resource<Data> {
  /** The data contain every change until this time. Who asks is drawn again with each answer. */
  readonly knownUntil: () => number
}

export interface ResourceOptions {
  /** loaded once for each view, without reloads */
  readonly once?: boolean
}

/**
 * Data from the service, loaded once for all components with the same key. Without a key it loads
 * nothing.
 */
export function useResource<Data>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<Data>,
  { once = false }: ResourceOptions = {},
): DatedResource<Data> {
  const queryKey = [key]
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }) => load(signal),
    enabled: key !== null,
    meta: { once },
  })
  const { data, error, refetch } = query
  return {
    data,
    error: error ?? lastError(queryKey),
    reload: refetch,
    // The library draws those again who read this property.
    knownUntil: () => (query.dataUpdatedAt > 0 ? knownUntil(queryKey) : Number.NEGATIVE_INFINITY),
  }
}
