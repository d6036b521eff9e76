import { useQuery } from '@tanstack/react-query'
import type { Action } from '../api/shapes.ts'
import { readAction } from './act.ts'
import { isRunning } from './action-progress.ts'

const ASK_MS = 700

/**
 * The current state of actions. The page polls until they have ended, and then reloads with every
 * change. Undefined until the first answer.
 */
export function useActions(ids: readonly string[]): readonly Action[] | undefined {
  return useQuery({
    queryKey: ['actions', ...ids],
    queryFn: ({ signal }) => Promise.all(ids.map((id) => readAction(id, signal))),
    enabled: ids.length > 0,
    refetchInterval({ state: { data, error } }) {
      // Do not repeat a refused request: the action may be unknown.
      const refused = error !== null && error.status >= 400 && error.status < 500
      return !refused && data?.some(isRunning) !== false && ASK_MS
    },
  }).data
}
