import { useState } from 'react'
import type { ApiError } from '../api/api-error.ts'
import { type ManyKind, type ManyTarget, startMany, type Wish } from './act.ts'
import type { ActionProgress } from './action-progress.ts'
import { useActionProgress } from './use-action-progress.ts'

/** An action for many that this component started and follows while it is mounted. */
export interface ManyAction {
  /** null: none was started */
  readonly kind: ManyKind | null
  readonly ids: readonly string[]
  readonly progress: ActionProgress | null
  /** targets that failed to start, the number of all targets, and the first error */
  readonly missed: readonly ManyTarget[]
  readonly asked: number
  readonly error: ApiError | undefined
  readonly start: (kind: ManyKind, targets: readonly ManyTarget[], wish: Wish) => Promise<void>
  /** Starts only the targets that failed to start. */
  readonly startMissed: (wish: Wish) => Promise<void>
}

type Begun = Pick<ManyAction, 'kind' | 'ids' | 'missed' | 'asked' | 'error'>

const NOTHING: Begun = { kind: null, ids: [], missed: [], asked: 0, error: undefined }

/** @param onStarted called with the ids, even if the component is gone when the service answers */
export function useManyAction(onStarted?: (ids: readonly string[]) => void): ManyAction {
  const [begun, setBegun] = useState(NOTHING)
  const progress = useActionProgress(begun.ids)
  return {
    ...begun,
    progress,
    async start(kind, targets, wish) {
      const started = await startMany(targets, wish)
      setBegun({ kind, asked: targets.length, ...started })
      onStarted?.(started.ids)
    },
    async startMissed(wish) {
      const started = await startMany(begun.missed, wish)
      setBegun({ ...begun, ...started, ids: [...begun.ids, ...started.ids] })
      onStarted?.(started.ids)
    },
  }
}
