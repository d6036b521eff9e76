import type { HandlerOptions } from '../handlers/handler-options.ts'
import { DestinationError } from '../outbound/destinations/destination-error.ts'
import type { AttemptOutcome } from '../states.ts'
import type { NextState, Settlement } from '../store/deliver/settlement.ts'
import type { AttemptEnd } from './attempt-end.ts'
import { delayAfterPause, retryDelay } from './retry-delay.ts'
import { isTargetFault } from './target-fault.ts'

export type Decision = Pick<
  Settlement,
  'outcome' | 'next' | 'countedAttempts' | 'reasonCode' | 'targetFault'
>

/** Pause of a delivery until the key store is asked again. */
const KEY_STORE_PAUSE_MS = 5_000

/** Decides the next state of a delivery. Pure. */
export function nextState(
  end: AttemptEnd,
  countedBefore: number,
  options: Pick<HandlerOptions, 'retry' | 'onFailure'>,
  random: number,
): Decision {
  return { ...decide(end, countedBefore, options, random), targetFault: isTargetFault(end) }
}

function decide(
  end: AttemptEnd,
  countedBefore: number,
  options: Pick<HandlerOptions, 'retry' | 'onFailure'>,
  random: number,
): Omit<Decision, 'targetFault'> {
  const countedAttempts = countedBefore + 1
  const failed: NextState =
    options.onFailure === 'skip'
      ? { state: 'failed', lane: 'goes on' }
      : { state: 'failed', lane: 'parks' }
  const delayMs = () => retryDelay(countedAttempts, options.retry, random)
  const retryOrFail = (outcome: AttemptOutcome, delayMs: number, reasonCode: string) =>
    countedAttempts >= options.retry.attempts
      ? { outcome, next: failed, countedAttempts, reasonCode: `${reasonCode}_attempts_used_up` }
      : { outcome, next: { state: 'retrying', delayMs } as const, countedAttempts, reasonCode }

  switch (end.kind) {
    case 'completed':
    case 'not-taken':
      return {
        outcome: 'completed',
        next: { state: 'completed' },
        countedAttempts,
        reasonCode: null,
      }
    case 'rejected':
      return { outcome: 'rejected', next: failed, countedAttempts, reasonCode: 'rejected' }
    case 'selection-failed':
    case 'type-no-longer-taken':
    case 'person-returned':
      return {
        outcome: 'rejected',
        next: failed,
        countedAttempts: countedBefore,
        reasonCode: end.kind === 'selection-failed' ? end.failure : end.kind.replaceAll('-', '_'),
      }
    case 'retry-after':
      return retryOrFail('retry', end.delayMs, 'retry_after')
    case 'rate-limited': {
      const delayMs = delayAfterPause(end.pauseMs, random)
      const next: NextState = { state: 'retrying', delayMs }
      return { outcome: 'retry', next, countedAttempts: countedBefore, reasonCode: 'rate_limited' }
    }
    case 'key-store-away':
      return {
        outcome: 'retry',
        next: { state: 'retrying', delayMs: delayAfterPause(KEY_STORE_PAUSE_MS, random) },
        countedAttempts: countedBefore,
        reasonCode: end.selectionFailure ?? 'key_store_away',
      }
    case 'failed':
      return retryOrFail('retry', Math.max(delayMs(), pauseAskedFor(end.error)), 'failed')
    case 'timed-out':
      return retryOrFail('timed-out', delayMs(), 'timed_out')
    case 'released':
      return {
        outcome: 'released',
        next: { state: 'waiting' },
        countedAttempts: countedBefore,
        reasonCode: null,
      }
    case 'unreadable':
      return {
        outcome: 'abandoned',
        next: failed,
        countedAttempts: countedBefore,
        reasonCode: 'event_unreadable',
      }
    case 'given-up':
      return {
        outcome: 'abandoned',
        next: failed,
        countedAttempts: countedBefore,
        reasonCode: 'abandoned',
      }
  }
}

/** Respects the `Retry-After` of a destination. */
function pauseAskedFor(error: unknown): number {
  try {
    return error instanceof DestinationError ? (error.retryAfterMs ?? 0) : 0
  } catch {
    return 0
  }
}
