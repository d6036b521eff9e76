import type { AttemptOutcome } from '../../states.ts'
import type { StartedDelivery, StartedWithoutEvent } from '../record/started-delivery.ts'

/** The state of a delivery after an attempt. */
export type NextState =
  | { readonly state: 'completed' }
  /** keeps its turn and blocks its lane until the delay is over */
  | { readonly state: 'retrying'; readonly delayMs: number }
  /** keeps its turn; the lane parks until an operator acts */
  | { readonly state: 'failed'; readonly lane: 'parks' }
  /** loses its turn (`onFailure: 'skip'`) */
  | { readonly state: 'failed'; readonly lane: 'goes on' }
  /** released unfinished by a stopping process; due at once */
  | { readonly state: 'waiting' }

/** An error for storage, masked and truncated. */
export interface StoredError {
  readonly name: string
  readonly message: string
  readonly code: string | null
  readonly stack: string | null
  readonly cause: StoredError | null
}

/** The error text with # for each number: equal for failures with the same cause. */
export function causeOf(message: string | null): string | null {
  return message?.replaceAll(/[0-9]+/g, '#') ?? null
}

/** An outbound call of an attempt, for storage. */
export interface OutboundCall {
  /** ms since the attempt started */
  readonly afterMs: number
  /** null = unanswered at the attempt's end */
  readonly durationMs: number | null
  readonly destination: string
  readonly method: string
  /** masked; only the names of query parameters */
  readonly path: string
  /** null = no answer */
  readonly status: number | null
  /** error code */
  readonly error: string | null
  /** bodies, masked and truncated; null = not recorded, or none */
  readonly sent: string | null
  readonly received: string | null
}

export interface Settlement {
  readonly delivery: StartedDelivery
  readonly outcome: AttemptOutcome
  readonly next: NextState
  /** attempts that count against the retry limit, including this one if it counts */
  readonly countedAttempts: number
  /** reason code of a failure, else null */
  readonly reasonCode: string | null
  /** masked, as are log and calls */
  readonly error: StoredError | null
  readonly log: readonly unknown[]
  readonly calls: readonly OutboundCall[]
  /** a fault of the target, which counts for the handler's circuit */
  readonly targetFault: boolean
  /** start the lane's next delivery if this one loses its turn */
  readonly startNext: boolean
}

export interface SettledLane {
  /** false: the lease had ended, nothing changed */
  readonly held: boolean
  /** the circuit is open: the fault did not count, the delivery waits for the target */
  readonly spared: boolean
  /** change of the handler's circuit; null = none */
  readonly circuit: 'opened' | 'closed' | null
  /** a claim must start the lane's next delivery, or the lane's state is unknown */
  readonly isLaneDue: boolean
  /** the lane's next delivery, with a committed attempt */
  readonly started: StartedWithoutEvent | null
  /** the message of the delivery after it, for reading ahead */
  readonly ahead?: string | null
}

export interface Settled extends Omit<SettledLane, 'started' | 'ahead'> {
  readonly started: StartedDelivery | null
}
