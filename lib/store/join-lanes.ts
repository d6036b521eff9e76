import type { ClientBase } from 'pg'
import type { PlannedDelivery } from './recording.ts'
import { extendLanes, type LaneExtension } from './statements/extend-lanes.ts'
import type { DeliveryRow } from './statements/insert-messages.ts'
import { readClock } from './statements/read-clock.ts'
import { storableTextOrNull } from './storable-text.ts'

/** A delivery on its way into a lane. */
export interface JoiningDelivery {
  /** place of its event in the list of events */
  readonly eventIndex: number
  readonly delivery: PlannedDelivery
  readonly subjectId: string
  /** the full instant of publication; null = not known */
  readonly publishedAt: string | null
}

/**
 * Locks the lanes of deliveries, counts what joins them, and tells what each delivery starts as. The
 * positions are to be taken after this, while the locks are held.
 */
export async function joinLanes(
  client: ClientBase,
  joining: readonly JoiningDelivery[],
): Promise<DeliveryRow[]> {
  if (joining.length === 0) return []
  const now = joining.some(({ delivery }) => delivery.startAt !== null)
    ? await readClock(client)
    : null
  const starts = joining.map(({ delivery }) => startOf(delivery, now))
  const latestPublished = await extend(client, joining, starts)
  return joining.map(({ eventIndex, delivery, subjectId, publishedAt }, index) => {
    const name = `${delivery.handlerId}/${subjectId}`
    const before = latestPublished.get(name) ?? null
    latestPublished.set(name, latest(before, publishedAt))
    const { state, open } = starts[index] as Start
    return {
      eventIndex,
      handlerId: delivery.handlerId,
      subjectId,
      state,
      open,
      startAt: state === 'scheduled' ? (delivery.startAt as Date).toISOString() : null,
      late: before !== null && publishedAt !== null && publishedAt < before,
      reason: storableTextOrNull(delivery.failure),
    }
  })
}

interface Start {
  readonly state: 'waiting' | 'scheduled' | 'failed'
  /** it holds a place in its lane */
  readonly open: boolean
}

/** A start date that is past means now. */
function startOf({ failure, startAt, overtaken }: PlannedDelivery, now: Date | null): Start {
  if (failure !== null) return { state: 'failed', open: true }
  if (startAt === null || now === null || startAt <= now) return { state: 'waiting', open: true }
  return { state: 'scheduled', open: !overtaken }
}

/** @returns the latest publication of each lane before this, as `handlerId/subjectId` */
async function extend(
  client: ClientBase,
  joining: readonly JoiningDelivery[],
  starts: readonly Start[],
): Promise<Map<string, string | null>> {
  const extensions = new Map<string, LaneExtension>()
  joining.forEach(({ delivery, subjectId, publishedAt }, index) => {
    const name = `${delivery.handlerId}/${subjectId}`
    const lane = extensions.get(name)
    extensions.set(name, {
      handlerId: delivery.handlerId,
      subjectId,
      count: (lane?.count ?? 0) + (starts[index]?.open === true ? 1 : 0),
      publishedAt: latest(lane?.publishedAt ?? null, publishedAt),
    })
  })
  const published = new Map<string, string | null>()
  for (const lane of await extendLanes(client, [...extensions.values()])) {
    const before = lane.publishedBefore?.toISOString() ?? null
    published.set(`${lane.handlerId}/${lane.subjectId}`, before)
  }
  return published
}

/** ISO instants in UTC of the same length sort as text. */
function latest(a: string | null, b: string | null): string | null {
  if (a === null) return b
  return b === null || a > b ? a : b
}
