import { useRef } from 'react'

/** The last data of the same list, until a longer part of it has been loaded. */
export function useKept<Data>(list: string | null, data: Data | undefined): Data | undefined {
  const kept = useRef<{ list: string | null; data: Data | undefined }>(undefined)
  if (data !== undefined || kept.current?.list !== list) kept.current = { list, data }
  return kept.current?.data
}
