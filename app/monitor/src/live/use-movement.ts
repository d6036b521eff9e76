import { useEffect, useState } from 'react'
import { reloadShown } from '../api/reloads.ts'
import type { DatedResource } from '../api/use-resource.ts'

const NEVER = Number.NEGATIVE_INFINITY

/**
 * Whether something moves in a list, or has ended there after the state that the list shows. The end
 * of a movement may be known before the list is loaded again.
 */
export function useMovement(
  moving: boolean,
  list: Pick<DatedResource<unknown>, 'knownUntil'>,
): boolean {
  const [last, setLast] = useState({ moving, endedAt: NEVER })
  if (last.moving !== moving) {
    setLast({ moving, endedAt: moving ? last.endedAt : performance.now() })
  }

  const { endedAt } = last
  useEffect(() => {
    if (endedAt !== NEVER) reloadShown()
  }, [endedAt])

  return moving || list.knownUntil() < endedAt
}
