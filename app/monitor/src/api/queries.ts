import { QueryClient } from '@tanstack/react-query'
import type { ApiError } from './api-error.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError
    queryMeta: {
      /** loaded once for each view, without reloads */
      readonly once?: boolean
    }
  }
}

/** Cache of the service's answers. `reloads.ts` decides when the page reloads them. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    // Answers to actions can be large or personal, so drop them with their view.
    mutations: { networkMode: 'always', gcTime: 0 },
  },
})
