import { useMemo } from 'react'
import { type ActionProgress, progressOf } from './action-progress.ts'
import { useActions } from './use-actions.ts'

/** How far actions of one kind are, and how their deliveries stand. */
export function useActionProgress(ids: readonly string[]): ActionProgress | null {
  const actions = useActions(ids)
  return useMemo(() => (actions === undefined ? null : progressOf(actions)), [actions])
}
