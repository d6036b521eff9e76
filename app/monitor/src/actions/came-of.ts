import type { Delivery, DeliveryActionKind } from '../api/shapes.ts'

/** The state of a delivery when a user acted on it. */
export type Standing = Pick<
  Delivery,
  'messageId' | 'ordinal' | 'handler' | 'run' | 'state' | 'attemptsStarted'
>

export interface DoneAction {
  readonly kind: DeliveryActionKind
  /** state before the action */
  readonly before: Standing
}

/** The result of an action on one delivery. */
export type CameOf =
  /** not visible yet; the user cannot act again */
  | 'begun'
  /** running, or finished as requested */
  | 'started'
  | 'completed'
  | 'failed'
  | 'failedAgain'

/** Derives the result of an action from its delivery. Null if the delivery does not show one. */
export function cameOf({ kind, before }: DoneAction, now: Standing): CameOf | null {
  if (!isSame(before, now)) return null
  // The attempt may end before the page sees it running. Then the attempt count shows it.
  if (before.state === now.state && before.attemptsStarted === now.attemptsStarted) return 'begun'
  switch (now.state) {
    case 'completed':
      return 'completed'
    case 'failed':
    case 'retrying':
      return before.attemptsStarted > 0 ? 'failedAgain' : 'failed'
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
