import type { ActionRefusal } from '../../errors.ts'
import type { DeliveryActionKind } from '../../states.ts'
import type {
  DeliveryChange,
  DeliverySnapshot,
  LaneSnapshot,
  NewRun,
  SeenDelivery,
} from './delivery-action.ts'

export type ActionDecision =
  | { readonly delivery: DeliveryChange | NewRun; readonly lane: LaneSnapshot }
  | { readonly refused: ActionRefusal }

const SUPPRESSING: readonly DeliveryActionKind[] = ['edit', 'skip', 'cancel']

/** Decides the effect of an action on a delivery and its lane. Pure. */
export function decideAction(
  kind: DeliveryActionKind,
  delivery: DeliverySnapshot,
  lane: LaneSnapshot,
  seen: SeenDelivery = {},
): ActionDecision {
  const decision = decideOnState(kind, delivery, lane)
  if ('refused' in decision) return decision
  if (isOther(seen.edit, delivery.edit)) return { refused: 'edited_meanwhile' }
  if (isOther(seen.run, delivery.lastRun)) return { refused: 'rerun_meanwhile' }
  return decision
}

function isOther(seen: number | undefined, now: number): boolean {
  return seen !== undefined && seen !== now
}

function decideOnState(
  kind: DeliveryActionKind,
  delivery: DeliverySnapshot,
  lane: LaneSnapshot,
): ActionDecision {
  // Nobody can change or suppress an entry of the audit log.
  if (delivery.isInternal && SUPPRESSING.includes(kind)) return { refused: 'audit_entry' }
  // An edited one would name somebody else, and one that has ended has no readable key.
  if (delivery.isNotice && (kind === 'edit' || kind === 'rerun'))
    return { refused: 'erasure_notice' }
  if (delivery.isForgotten && kind !== 'cancel') return { refused: 'forgotten' }
  if (delivery.state !== 'running') return decideNotRunning(kind, delivery, lane)
  if (lane.leased) return { refused: 'running' }
  return decideNotRunning(kind, { ...delivery, state: 'failed' }, { ...lane, endsLease: true })
}

function decideNotRunning(
  kind: DeliveryActionKind,
  delivery: DeliverySnapshot,
  lane: LaneSnapshot,
): ActionDecision {
  switch (kind) {
    case 'replay':
      return tryAgain(delivery, lane, delivery.edit)
    case 'edit':
      return tryAgain(delivery, lane, delivery.edit + 1)
    case 'rerun':
      return runAgain(delivery, lane)
    case 'skip':
      if (delivery.state !== 'failed' && delivery.state !== 'retrying')
        return { refused: 'not_failed' }
      if (!delivery.holdsPlace) return { refused: 'no_longer_in_lane' }
      return giveUp(delivery, lane, 'skipped')
    case 'cancel':
      if (isDone(delivery)) return { refused: 'already_done' }
      return giveUp(delivery, lane, 'cancelled')
    case 'release':
      return release(delivery, lane)
  }
}

function tryAgain(delivery: DeliverySnapshot, lane: LaneSnapshot, edit: number): ActionDecision {
  if (delivery.state !== 'failed') return { refused: 'not_failed' }
  if (!delivery.holdsPlace) return { refused: 'no_longer_in_lane' }
  const change = changed(delivery, { state: 'waiting', resetsAttempts: true, edit })
  const left = withNewVersion(lane)
  if (!isHead(delivery, lane)) return { delivery: change, lane: left }
  return { delivery: change, lane: { ...left, status: 'open', headState: null, due: 'now' } }
}

function runAgain(delivery: DeliverySnapshot, lane: LaneSnapshot): ActionDecision {
  if (!isDone(delivery)) return { refused: 'not_done' }
  if (delivery.hasOpenRun) return { refused: 'already_open' }
  return {
    delivery: { kind: 'run', run: delivery.lastRun + 1 },
    lane: withNextTurn(lane),
  }
}

function giveUp(
  delivery: DeliverySnapshot,
  lane: LaneSnapshot,
  state: 'skipped' | 'cancelled',
): ActionDecision {
  const change = changed(delivery, { state, holdsPlace: false })
  if (!delivery.holdsPlace) return { delivery: change, lane }
  const waiting = lane.waiting - 1
  const left: LaneSnapshot = isHead(delivery, lane)
    ? {
        ...lane,
        waiting,
        status: 'open',
        headState: null,
        headPosition: null,
        rewound: false,
        settledPosition: lane.rewound ? lane.settledPosition : delivery.position,
      }
    : { ...lane, waiting }
  return { delivery: change, lane: dueAgain(withNewVersion(left)) }
}

function release(delivery: DeliverySnapshot, lane: LaneSnapshot): ActionDecision {
  if (delivery.state === 'retrying' && delivery.holdsPlace) {
    return { delivery: changed(delivery, {}), lane: { ...lane, due: 'now' } }
  }
  if (delivery.state !== 'scheduled') return { refused: 'not_scheduled' }
  if (!delivery.holdsPlace) {
    const change = changed(delivery, { state: 'waiting', holdsPlace: true, nextTurn: true })
    return { delivery: change, lane: withNextTurn(lane) }
  }
  return { delivery: changed(delivery, { state: 'waiting' }), lane: dueAgain(withNewVersion(lane)) }
}

/** Adds a delivery with the next turn: behind the head, before all others. */
function withNextTurn(lane: LaneSnapshot): LaneSnapshot {
  return dueAgain(withNewVersion({ ...lane, waiting: lane.waiting + 1 }))
}

/**
 * Raises the version after a change that is not at the tail: an earlier claim may still see the delivery as
 * failed or scheduled, and would park or postpone the lane.
 */
function withNewVersion(lane: LaneSnapshot): LaneSnapshot {
  return { ...lane, version: lane.version + 1 }
}

/** Makes an unleased lane due again if its head has not begun. */
function dueAgain(lane: LaneSnapshot): LaneSnapshot {
  if (lane.leased || lane.status === 'parked' || lane.headPosition !== null) return lane
  return { ...lane, headState: null, due: lane.waiting > 0 ? 'now' : 'never' }
}

function isHead(delivery: DeliverySnapshot, lane: LaneSnapshot): boolean {
  return delivery.holdsPlace && delivery.position === lane.headPosition
}

function isDone({ state, holdsPlace }: DeliverySnapshot): boolean {
  return (
    state === 'completed' ||
    state === 'skipped' ||
    state === 'cancelled' ||
    (state === 'failed' && !holdsPlace)
  )
}

function changed(delivery: DeliverySnapshot, to: Partial<DeliveryChange>): DeliveryChange {
  const { state, holdsPlace, edit } = delivery
  return { kind: 'change', state, holdsPlace, edit, nextTurn: false, resetsAttempts: false, ...to }
}
