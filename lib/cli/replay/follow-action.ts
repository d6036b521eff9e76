import { setTimeout as delay } from 'node:timers/promises'
import { type Terminal, Unanswered } from '../command.ts'
import { startProgress } from '../screen/progress.ts'
import type { OperationsClient } from '../service/operations-client.ts'

export interface Action {
  readonly id: string
  readonly state: 'running' | 'stopping' | 'finished' | 'stopped' | 'failed'
  readonly matched: number | null
  readonly done: number
  readonly refused: number
  readonly errorCode: string | null
}

const POLL_MS = 200
/** An action without progress for this time is no longer followed (ms). */
const QUIET_MS = 60_000

/** Waits for the end of an action and shows its progress. */
export async function followAction(
  operations: OperationsClient,
  { actionId, matched }: { readonly actionId: string; readonly matched: number },
  terminal: Terminal,
): Promise<Action> {
  const progress = startProgress(terminal, 'working it off', matched)
  let before = -1
  let movedAt = performance.now()
  try {
    for (;;) {
      const action = (await operations.get(`/actions/${actionId}`)) as Action
      const worked = action.done + action.refused
      progress.update(worked)
      if (action.state !== 'running' && action.state !== 'stopping') return action
      if (worked !== before) movedAt = performance.now()
      before = worked
      if (performance.now() - movedAt > QUIET_MS) throw noProgress(actionId)
      await delay(POLL_MS, undefined, { signal: terminal.signal })
    }
  } finally {
    progress.stop()
  }
}

function noProgress(actionId: string): Unanswered {
  return new Unanswered(
    'not_done',
    `expected the action to go on, it has not for ${QUIET_MS / 1_000} s: an instance with ROLE all or dispatch works it off; see /operations/v1/actions/${actionId}`,
  )
}
