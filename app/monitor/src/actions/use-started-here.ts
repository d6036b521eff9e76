import { useState } from 'react'
import { type ActionProgress, isMoving, progressOf } from './action-progress.ts'
import { useActions } from './use-actions.ts'

/** Actions of one kind on one target, started on this page. */
export interface StartedHere {
  /** the kind and the target in words */
  readonly title: string
  readonly progress: ActionProgress | null
}

interface Started {
  readonly title: string
  readonly ids: readonly string[]
}

/** Follows the actions that were started on a page. Their targets may disappear from it. */
export function useStartedHere() {
  const [started, setStarted] = useState<readonly Started[]>([])
  const actions = useActions(started.flatMap(({ ids }) => ids))
  const shown = started.map(({ title, ids }): StartedHere => {
    const own = actions?.filter(({ id }) => ids.includes(id)) ?? []
    return { title, progress: own.length === 0 ? null : progressOf(own) }
  })
  return {
    started: shown,
    moving: shown.some(({ progress }) => progress === null || isMoving(progress)),
    add(title: string, ids: readonly string[]): void {
      if (ids.length > 0) setStarted((before) => withStarted(before, title, ids))
    },
  }
}

/** Latest first. */
function withStarted(
  before: readonly Started[],
  title: string,
  ids: readonly string[],
): readonly Started[] {
  const known = before.find((action) => action.title === title)
  const others = before.filter((action) => action !== known)
  return [{ title, ids: [...new Set([...(known?.ids ?? []), ...ids])] }, ...others]
}
