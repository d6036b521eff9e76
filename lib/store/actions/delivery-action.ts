import type { DeliveryState, HeadState, LaneStatus } from '../../states.ts'
import type { DeliveryKey } from '../record/started-delivery.ts'

/** A delivery while its lane is locked. */
export interface DeliverySnapshot extends DeliveryKey {
  readonly subjectId: string
  readonly state: DeliveryState
  /** has a turn in its lane */
  readonly holdsPlace: boolean
  readonly position: bigint
  readonly edit: number
  /** seals what is stored about its event; null = not encrypted */
  readonly keyId: string | null
  /** latest run of the same event and handler */
  readonly lastRun: number
  /** another run of the same event and handler is open */
  readonly hasOpenRun: boolean
  /** of a message of the service itself, such as an entry of the audit log */
  readonly isInternal: boolean
  /** tells a handler of an erasure */
  readonly isNotice: boolean
  /** of a forgotten person: it can only be cancelled */
  readonly isForgotten: boolean
}

/** The parts of a lane that actions change. */
export interface LaneSnapshot {
  readonly handlerId: number
  readonly subjectId: string
  readonly status: LaneStatus
  readonly headState: HeadState | null
  readonly waiting: number
  readonly settledPosition: bigint
  /** position of the head; null = its turn has not begun */
  readonly headPosition: bigint | null
  /** a delivery was added before the head during its turn */
  readonly rewound: boolean
  /** number of additions before the tail and of actions on its deliveries */
  readonly version: number
  /** an instance has a valid lease */
  readonly leased: boolean
  /** Raises the number of an ended lease, so that its instance can change nothing later. */
  readonly endsLease: boolean
  /** next claim: unchanged, at once, or never */
  readonly due: 'kept' | 'now' | 'never'
}

export interface DeliveryChange {
  readonly kind: 'change'
  readonly state: DeliveryState
  readonly holdsPlace: boolean
  /** takes the lane's next turn instead of its old position */
  readonly nextTurn: boolean
  /** resets the count against the retry limit */
  readonly resetsAttempts: boolean
  readonly edit: number
}

/** The parts of a delivery that the user saw when deciding on an action; undefined = unknown. */
export interface SeenDelivery {
  readonly edit?: number | undefined
  /** latest run of the same event and handler */
  readonly run?: number | undefined
}

export interface NewRun {
  readonly kind: 'run'
  readonly run: number
}
