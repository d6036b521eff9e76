import type { ClientBase } from 'pg'
import { readClock } from '../db/statement.ts'
import { storableTextOrNull } from '../db/storable-text.ts'
import {
  type BornLease,
  type DueLanes,
  extendLanes,
  type LaneExtension,
  laneName,
} from './extend-lanes.ts'
import type { DeliveryRow } from './insert-messages.ts'
import type { PlannedDelivery } from './recording.ts'
import type { ReservedSlot } from './start-gate.ts'

/** A delivery on its way into a lane. */
export interface QueuedDelivery {
  /** index in the list of events */
  readonly eventIndex: number
  readonly delivery: PlannedDelivery
  readonly subjectId: string
  /** the full instant of publication; null = unknown */
  readonly publishedAt: string | null
}

/** Lets the recording itself start the first delivery of an idle lane. */
export interface LaneStarts extends BornLease {
  /** @returns null = the delivery waits for a claim */
  readonly reserve: (handlerId: number) => ReservedSlot | null
}

export interface EnqueuedDeliveries {
  /** in the order of the deliveries */
  readonly rows: DeliveryRow[]
  /** reserved slots of deliveries that start if their lane is idle, by index */
  readonly slots: ReadonlyMap<number, ReservedSlot>
  /** the statement that locks the lanes, already sent */
  readonly locking: Promise<DueLanes>
}

/**
 * Locks the lanes of deliveries, adds to their counts, and decides the first state of each delivery.
 * A later statement takes the positions, while the locks are held.
 * @param starts null = every delivery waits for a claim
 */
export async function enqueue(
  client: ClientBase,
  queued: readonly QueuedDelivery[],
  starts: LaneStarts | null,
): Promise<EnqueuedDeliveries> {
  const now = queued.some(({ delivery }) => delivery.startAt !== null)
    ? await readClock(client)
    : null
  const states = queued.map(({ delivery }) => stateOf(delivery, now))
  const lanes = lanesOf(queued, states)
  const slots = new Map<number, ReservedSlot>()
  for (const { startable, handlerId } of lanes.values()) {
    const slot = startable === null ? null : starts?.reserve(handlerId)
    if (slot != null) slots.set(startable as number, slot)
  }
  const extensions = [...lanes.values()].map((lane) => ({
    ...lane,
    mayStart: lane.startable !== null && slots.has(lane.startable),
  }))
  const { lastStatement } = await extendLanes(client, extensions, starts)
  const latestPublished = new Map<string, string | null>()
  const rows = queued.map(({ eventIndex, delivery, subjectId, publishedAt }, index) => {
    const name = laneName(delivery.handlerId, subjectId)
    const before = latestPublished.get(name) ?? null
    latestPublished.set(name, latest(before, publishedAt))
    const { state, holdsPlace } = states[index] as FirstState
    return {
      eventIndex,
      handlerId: delivery.handlerId,
      subjectId,
      bornIfWaiting: slots.has(index) ? (lanes.get(name) as QueuedLane).count : null,
      holdsPlace,
      startAt: state === 'scheduled' ? (delivery.startAt as Date).toISOString() : null,
      late: before !== null && publishedAt !== null && publishedAt < before,
      reasonCode: storableTextOrNull(delivery.failure),
    } satisfies DeliveryRow
  })
  return { rows, slots, locking: lastStatement }
}

interface FirstState {
  readonly state: 'waiting' | 'scheduled' | 'failed'
  /** has a turn in its lane */
  readonly holdsPlace: boolean
}

/** A start date in the past means now. */
function stateOf({ failure, startAt, overtaken }: PlannedDelivery, now: Date | null): FirstState {
  if (failure !== null) return { state: 'failed', holdsPlace: true }
  if (startAt === null || now === null || startAt <= now)
    return { state: 'waiting', holdsPlace: true }
  return { state: 'scheduled', holdsPlace: !overtaken }
}

interface QueuedLane extends Omit<LaneExtension, 'mayStart'> {
  /** index of the delivery that may run if the lane is idle; null = none */
  readonly startable: number | null
}

/** The lanes by name. Only a lane's first delivery with a turn may start at once. */
function lanesOf(
  queued: readonly QueuedDelivery[],
  states: readonly FirstState[],
): Map<string, QueuedLane> {
  const lanes = new Map<string, QueuedLane>()
  queued.forEach(({ delivery, subjectId, publishedAt }, index) => {
    const name = laneName(delivery.handlerId, subjectId)
    const lane = lanes.get(name)
    const { state, holdsPlace } = states[index] as FirstState
    const isFirst = holdsPlace && (lane === undefined || lane.count === 0)
    lanes.set(name, {
      handlerId: delivery.handlerId,
      subjectId,
      count: (lane?.count ?? 0) + (holdsPlace ? 1 : 0),
      publishedAt: latest(lane?.publishedAt ?? null, publishedAt),
      startable: isFirst && state === 'waiting' ? index : (lane?.startable ?? null),
    })
  })
  return lanes
}

/** UTC ISO instants of the same length sort as text. */
function latest(a: string | null, b: string | null): string | null {
  if (a === null) return b
  return b === null || a > b ? a : b
}
