import type { Attempt, Page } from '../../api/shapes.ts'
import { useGet } from '../../api/use-get.ts'
import type { Resource } from '../../api/use-resource.ts'

const LIMIT = 8

/** The latest attempts of a handler. */
export function useAttempts(handler: string): Resource<Page<Attempt>> {
  return useGet<Page<Attempt>>('/attempts', { handler, limit: LIMIT })
}
