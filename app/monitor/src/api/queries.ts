import { QueryClient } from '@tanstack/react-query'
import type { ApiError } from './api-error.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError
    queryMeta: {
      /** loaded for each view that opens, and not again because something changed */
      readonly once?: boolean
    }
  }
}

/** Answers of the service. `reloads.ts` decides when the page asks again. */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      retry: false,
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    // Answers to actions can be large or personal: nothing keeps them after their view has closed.
    mutations: { networkMode: 'always', gcTime: 0 },
  },
})
