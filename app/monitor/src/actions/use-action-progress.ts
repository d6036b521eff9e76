import { useMemo } from 'react'
import { type ActionProgress, progressOf } from './action-progress.ts'
import { useActions } from './use-actions.ts'

/** The combined progress of actions of one kind. */
export function useActionProgress(ids: readonly string[]): ActionProgress | null {
  const actions = useActions(ids)
  return useMemo(() => (actions === undefined ? null : progressOf(actions)), [actions])
}
