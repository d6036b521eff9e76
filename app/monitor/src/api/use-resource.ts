import { useQuery } from '@tanstack/react-query'
import type { ApiError } from './api-error.ts'
import { lastError } from './reloads.ts'

/** Data from the service. The last answer stays during a reload and after an error. */
export interface Resource<Data> {
  readonly data: Data | undefined
  readonly error: ApiError | undefined
  readonly reload: () => Promise<unknown>
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
): Resource<Data> {
  const queryKey = [key]
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => load(signal),
    enabled: key !== null,
    meta: { once },
  })
  return { data, error: error ?? lastError(queryKey), reload: refetch }
}
