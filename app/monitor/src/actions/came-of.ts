import type { Delivery, DeliveryActionKind } from '../api/shapes.ts'

/** A delivery as it stood when somebody acted on it. */
export type Standing = Pick<
  Delivery,
  'messageId' | 'ordinal' | 'handler' | 'run' | 'state' | 'attempts'
>

export interface DoneAction {
  readonly kind: DeliveryActionKind
  /** how it stood before */
  readonly before: Standing
}

/** What an action on one delivery has come to. */
export type CameOf =
  /** nothing shows yet: it is not asked for again */
  | 'begun'
  /** it is on its way, or it is what was asked for */
  | 'started'
  | 'completed'
  | 'failed'
  | 'failedAgain'

/** Reads from a delivery what came of an action; null = it says nothing of that action. */
export function cameOf({ kind, before }: DoneAction, now: Standing): CameOf | null {
  if (!isSame(before, now)) return null
  // An attempt may be over before anybody has looked: then it is the count that tells.
  if (before.state === now.state && before.attempts === now.attempts) return 'begun'
  switch (now.state) {
    case 'completed':
      return 'completed'
    case 'failed':
    case 'retrying':
      return before.attempts > 0 ? 'failedAgain' : 'failed'
    case 'skipped':
      return kind === 'skip' ? 'started' : null
    case 'cancelled':
      return kind === 'cancel' ? 'started' : null
    default:
      return 'started'
  }
}

function isSame(a: Standing, b: Standing): boolean {
  return (
    a.messageId === b.messageId &&
    a.ordinal === b.ordinal &&
    a.handler === b.handler &&
    a.run === b.run
  )
}
