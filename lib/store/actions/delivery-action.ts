import type { DeliveryState, HeadState, LaneStatus } from '../../states.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'

/** A delivery as it stands while its lane is locked. */
export interface DeliverySnapshot extends DeliveryKey {
  readonly subjectId: string
  readonly state: DeliveryState
  /** it holds its place in the lane */
  readonly holdsPlace: boolean
  readonly position: bigint
  readonly edit: number
  /** the last run of the same event and handler */
  readonly lastRun: number
  /** a run of the same event and handler that is not done */
  readonly hasOpenRun: boolean
}

/** The parts of a lane that actions change. */
export interface LaneSnapshot {
  readonly handlerId: number
  readonly subjectId: string
  readonly status: LaneStatus
  readonly headState: HeadState | null
  readonly waiting: number
  readonly settledPosition: bigint
  /** whose turn it is; null = nobody's has begun */
  readonly headPosition: bigint | null
  /** something joined before the head while its turn lasted */
  readonly rewound: boolean
  /** how often something joined elsewhere than at the end, or an action changed what stands in it */
  readonly version: number
  /** an instance serves it: a lease that has ended does not count */
  readonly leased: boolean
  /** The ended lease of an instance is replaced by a new number, so that this instance changes nothing later. */
  readonly endsLease: boolean
  /** when somebody must look: as it was, at once, or never */
  readonly due: 'kept' | 'now' | 'never'
}

export interface DeliveryChange {
  readonly kind: 'change'
  readonly state: DeliveryState
  readonly holdsPlace: boolean
  /** takes the lane's next turn instead of its old place */
  readonly nextTurn: boolean
  /** the count against the retry limit starts over */
  readonly resetsAttempts: boolean
  readonly edit: number
}

/** A run of its own, behind the last. */
export interface NewRun {
  readonly kind: 'run'
  readonly run: number
}

/** Code of why an action does nothing. */
export type ActionRefusal =
  | 'not_found'
  | 'running'
  | 'not_failed'
  | 'no_longer_in_lane'
  | 'not_done'
  | 'already_open'
  | 'already_done'
  | 'not_scheduled'
