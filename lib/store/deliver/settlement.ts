import type { AttemptOutcome } from '../../states.ts'
import type { StartedDelivery } from '../record/started-delivery.ts'
import type { OutboundCall } from './outbound-call.ts'

/** What becomes of a delivery after an attempt. */
export type NextState =
  /** done; the lane goes on */
  | { readonly state: 'completed' }
  /** keeps its turn, and its lane closed, until the delay is over */
  | { readonly state: 'retrying'; readonly delayMs: number }
  /** keeps its turn; the lane parks and waits for a person */
  | { readonly state: 'failed'; readonly lane: 'parks' }
  /** gives its turn up (`onFailure: 'skip'`) */
  | { readonly state: 'failed'; readonly lane: 'goes on' }
  /** given back unfinished by a process that stops; it is due at once */
  | { readonly state: 'waiting' }

/** An error as it is stored: masked, and cut. */
export interface StoredError {
  readonly name: string
  readonly message: string
  readonly code: string | null
  readonly stack: string | null
  readonly cause: StoredError | null
}

export interface Settlement {
  readonly delivery: StartedDelivery
  readonly outcome: AttemptOutcome
  readonly next: NextState
  /** attempts that now count against the retry limit */
  readonly countedAttempts: number
  /** code of why it failed; null where it did not */
  readonly reasonCode: string | null
  /** what the attempt left behind, masked */
  readonly error: StoredError | null
  readonly log: readonly unknown[]
  /** what it called, masked */
  readonly calls: readonly OutboundCall[]
  /** the target was at fault: it counts for the handler's circuit */
  readonly targetFault: boolean
  /** start the lane's next delivery, if this one gives its turn up */
  readonly startNext: boolean
}

export interface Settled {
  /** false: the lease was over, nothing was changed */
  readonly held: boolean
  /** the handler's circuit is open: the fault cost no attempt, and the delivery waits for it */
  readonly spared: boolean
  /** what this settling did to the handler's circuit */
  readonly circuit: 'opened' | 'closed' | null
  /** The lane has open deliveries that a claim must start. True if this is not known. */
  readonly isLaneDue: boolean
  /** the lane's next delivery; its attempt is written */
  readonly started: StartedDelivery | null
}
