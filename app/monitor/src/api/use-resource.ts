import { useQuery } from '@tanstack/react-query'
import type { ApiError } from './api-error.ts'
import { lastError } from './reloads.ts'

/** Something of the service: the last answer stays while the page asks again, and after an error. */
export interface Resource<Data> {
  readonly data: Data | undefined
  readonly error: ApiError | undefined
  readonly reload: () => Promise<unknown>
}

export interface ResourceOptions {
  /** loaded for each view that opens, and not again because something changed */
  readonly once?: boolean
}

/** Something of the service, loaded once for all that show it. Without a key nothing is loaded. */
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
