import type { DeliverySnapshot, LaneSnapshot } from '../../../lib/store/actions/delivery-action.ts'

export const HEAD = 2_048n
export const BEHIND = 3_072n

export const aDelivery = (given: Partial<DeliverySnapshot>): DeliverySnapshot => ({
  messageId: 'm',
  ordinal: 0,
  handlerId: 1,
  run: 0,
  subjectId: '1',
  state: 'waiting',
  holdsPlace: true,
  position: HEAD,
  edit: 0,
  keyId: null,
  lastRun: 0,
  hasOpenRun: given.holdsPlace ?? true,
  isInternal: false,
  isNotice: false,
  isForgotten: false,
  ...given,
})
export const aLane = (given: Partial<LaneSnapshot> = {}): LaneSnapshot => ({
  handlerId: 1,
  subjectId: '1',
  status: 'open',
  headState: null,
  waiting: 3,
  settledPosition: 1_024n,
  headPosition: null,
  rewound: false,
  version: 4,
  leased: false,
  endsLease: false,
  due: 'kept',
  ...given,
})

/** A delivery where it can stand: its state, whether it holds a place, and the lane around it. */
interface Case {
  readonly delivery: DeliverySnapshot
  readonly lane: LaneSnapshot
}
const busy = { leased: true, headPosition: HEAD }
export const CASES = {
  // The lane's turn has begun with it.
  'running, head': { delivery: aDelivery({ state: 'running' }), lane: aLane(busy) },
  // Its instance is gone.
  'running, lease ended': {
    delivery: aDelivery({ state: 'running' }),
    lane: aLane({ headPosition: HEAD }),
  },
  'retrying, head': {
    delivery: aDelivery({ state: 'retrying' }),
    lane: aLane({ headPosition: HEAD, headState: 'retrying' }),
  },
  'failed, head': {
    delivery: aDelivery({ state: 'failed' }),
    lane: aLane({ headPosition: HEAD, status: 'parked', due: 'kept' }),
  },
  'given back, head': { delivery: aDelivery({}), lane: aLane({ headPosition: HEAD }) },
  // Nobody's turn has begun.
  'waiting, first': { delivery: aDelivery({}), lane: aLane() },
  'scheduled, first': {
    delivery: aDelivery({ state: 'scheduled' }),
    lane: aLane({ headState: 'scheduled' }),
  },
  'failed, first': { delivery: aDelivery({ state: 'failed' }), lane: aLane() },
  // EntityOf one that runs.
  'waiting, behind': { delivery: aDelivery({ position: BEHIND }), lane: aLane(busy) },
  'scheduled, behind': {
    delivery: aDelivery({ position: BEHIND, state: 'scheduled' }),
    lane: aLane(busy),
  },
  'failed, behind': {
    delivery: aDelivery({ position: BEHIND, state: 'failed' }),
    lane: aLane(busy),
  },
  'scheduled, passed': {
    delivery: aDelivery({ state: 'scheduled', holdsPlace: false, hasOpenRun: true }),
    lane: aLane(),
  },
  // Done.
  'failed, passed': { delivery: aDelivery({ state: 'failed', holdsPlace: false }), lane: aLane() },
  completed: { delivery: aDelivery({ state: 'completed', holdsPlace: false }), lane: aLane() },
  skipped: { delivery: aDelivery({ state: 'skipped', holdsPlace: false }), lane: aLane() },
  cancelled: { delivery: aDelivery({ state: 'cancelled', holdsPlace: false }), lane: aLane() },
} satisfies Record<string, Case>
export type CaseName = keyof typeof CASES
