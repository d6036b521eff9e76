import type { HandlerOptions } from '../handlers/handler-options.ts'
import { DestinationError } from '../outbound/destinations/destination-error.ts'
import type { AttemptOutcome } from '../states.ts'
import type { NextState } from '../store/settlement.ts'
import type { AttemptEnd } from './attempt-end.ts'
import { delayAfterPause, retryDelay } from './retry-delay.ts'
import { isTargetFault } from './target-fault.ts'

export interface Decision {
  readonly outcome: AttemptOutcome
  readonly next: NextState
  readonly tries: number
  readonly reason: string | null
  /** it counts for the handler's circuit */
  readonly targetFault: boolean
}

/** What becomes of a delivery, decided without a clock, a log or a database. */
export function nextState(
  end: AttemptEnd,
  triesBefore: number,
  options: Pick<HandlerOptions, 'retry' | 'onFailure'>,
  random: number,
): Decision {
  return { ...decide(end, triesBefore, options, random), targetFault: isTargetFault(end) }
}

function decide(
  end: AttemptEnd,
  triesBefore: number,
  options: Pick<HandlerOptions, 'retry' | 'onFailure'>,
  random: number,
): Omit<Decision, 'targetFault'> {
  const tries = triesBefore + 1
  const failed: NextState =
    options.onFailure === 'skip'
      ? { state: 'failed', lane: 'goes on' }
      : { state: 'failed', lane: 'parks' }
  const delayMs = () => retryDelay(tries, options.retry, random)
  const retryOrFail = (outcome: AttemptOutcome, delayMs: number, reason: string) =>
    tries >= options.retry.attempts
      ? { outcome, next: failed, tries, reason: `${reason}_attempts_used_up` }
      : { outcome, next: { state: 'retrying', delayMs } as const, tries, reason }

  switch (end.kind) {
    case 'completed':
      return { outcome: 'completed', next: { state: 'completed' }, tries, reason: null }
    case 'rejected':
      return { outcome: 'rejected', next: failed, tries, reason: 'rejected' }
    case 'retry-after':
      return retryOrFail('retry', end.delayMs, 'retry_after')
    case 'asked-to-wait': {
      const delayMs = delayAfterPause(end.pauseMs, random)
      const next: NextState = { state: 'retrying', delayMs }
      return { outcome: 'retry', next, tries: triesBefore, reason: 'asked_to_wait' }
    }
    case 'failed':
      return retryOrFail('retry', Math.max(delayMs(), pauseAskedFor(end.error)), 'failed')
    case 'timed-out':
      return retryOrFail('timed-out', delayMs(), 'timed_out')
    case 'released':
      return { outcome: 'released', next: { state: 'waiting' }, tries: triesBefore, reason: null }
    case 'unreadable':
      return { outcome: 'abandoned', next: failed, tries: triesBefore, reason: 'event_unreadable' }
    case 'given-up':
      return { outcome: 'abandoned', next: failed, tries: triesBefore, reason: 'abandoned' }
  }
}

/** A destination that said when to come again (`Retry-After`) is not asked sooner. */
function pauseAskedFor(error: unknown): number {
  try {
    return error instanceof DestinationError ? (error.retryAfterMs ?? 0) : 0
  } catch {
    return 0
  }
}
