import { useQuery } from '@tanstack/react-query'
import type { Action } from '../api/shapes.ts'
import { readAction } from './act.ts'
import { isRunning } from './action-progress.ts'

const ASK_MS = 700

/**
 * Actions as they stand. The page asks often until they have ended, and then with every change.
 * Undefined: there is no answer yet.
 */
export function useActions(ids: readonly string[]): readonly Action[] | undefined {
  return useQuery({
    queryKey: ['actions', ...ids],
    queryFn: ({ signal }) => Promise.all(ids.map((id) => readAction(id, signal))),
    enabled: ids.length > 0,
    refetchInterval({ state: { data, error } }) {
      // The service refuses the same question again: the action may be unknown.
      const refused = error !== null && error.status >= 400 && error.status < 500
      return !refused && data?.some(isRunning) !== false && ASK_MS
    },
  }).data
}
