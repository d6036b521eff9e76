import { useQuery } from '@tanstack/react-query'

/** Asks once. The answer may be personal, so it is dropped with its view. */
export function useOnce<Data>(
  key: readonly unknown[],
  read: (signal: AbortSignal) => Promise<Data>,
  enabled = true,
) {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => read(signal),
    enabled,
    gcTime: 0,
    meta: { once: true },
  })
}
