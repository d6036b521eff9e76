import type { TraceLine } from './trace-line.ts'

/** A delivery in the order of its lane. */
export interface PlacedDelivery {
  readonly handler: string
  readonly message: string
  readonly ordinal: number
  readonly subject: string
  /** decimal digits */
  readonly position: string
}

export interface TraceVerdict {
  /** effects that came otherwise than one after the other in their lane */
  readonly orderViolations: number
  /** effects that came again and that their attempt said so of */
  readonly markedRepeats: number
  readonly unmarkedRepeats: number
  /** late effects of a process whose lane had gone on: their fence is an old one */
  readonly refusedByFence: number
  /** effects that share a fence: two runs under one lease */
  readonly sharedFences: number
  /** runs that began before the effect of their predecessor in the lane, by the machine's clock */
  readonly overlaps: number
  /** effects without a stored delivery */
  readonly unknown: number
  /** effects that a target has taken, as `handler/message:ordinal` */
  readonly taken: ReadonlySet<string>
}

interface Lane {
  fence: bigint
  /** of the latest effect */
  place: number
  toMs: number
}

/**
 * Judges effects as a target does that remembers the highest fence of each lane: an older one is
 * refused, and what is taken must come in the order of the lane, without a gap.
 */
export function judgeTrace(
  lines: readonly TraceLine[],
  deliveries: readonly PlacedDelivery[],
): TraceVerdict {
  const places = placesOf(deliveries)
  const lanes = new Map<string, Lane>()
  const taken = new Set<string>()
  const counts = {
    orderViolations: 0,
    markedRepeats: 0,
    unmarkedRepeats: 0,
    refusedByFence: 0,
    sharedFences: 0,
    overlaps: 0,
    unknown: 0,
  }
  for (const line of lines) {
    const id = effectId(line)
    const found = places.get(id)
    if (found === undefined) {
      counts.unknown += 1
      continue
    }
    const lane = lanes.get(found.lane) ?? { fence: -1n, place: -1, toMs: 0 }
    lanes.set(found.lane, lane)
    const fence = BigInt(line.fence)
    if (fence < lane.fence) {
      counts.refusedByFence += 1
      continue
    }
    if (fence === lane.fence) counts.sharedFences += 1
    lane.fence = fence
    if (taken.has(id)) {
      if (line.attempt > 1) counts.markedRepeats += 1
      else counts.unmarkedRepeats += 1
    }
    if (found.place !== lane.place && found.place !== lane.place + 1) counts.orderViolations += 1
    // A repeat may overlap: the run before it was given up, and may be that of a frozen process.
    if (found.place > lane.place && line.fromMs < lane.toMs) counts.overlaps += 1
    lane.toMs = line.toMs
    lane.place = Math.max(lane.place, found.place)
    taken.add(id)
  }
  return { ...counts, taken }
}

export function effectId(of: Pick<TraceLine, 'handler' | 'message' | 'ordinal'>): string {
  return `${of.handler}/${of.message}:${of.ordinal}`
}

/** Deliveries of one lane in the order that was promised: that of their recording. */
export function inOrder<Delivery extends PlacedDelivery>(lane: readonly Delivery[]): Delivery[] {
  return lane.toSorted((a, b) => Number(BigInt(a.position) - BigInt(b.position)))
}

function placesOf(deliveries: readonly PlacedDelivery[]) {
  const lanes = Map.groupBy(deliveries, ({ handler, subject }) => `${handler}/${subject}`)
  const places = new Map<string, { lane: string; place: number }>()
  for (const [lane, all] of lanes) {
    for (const [place, delivery] of inOrder(all).entries())
      places.set(effectId(delivery), { lane, place })
  }
  return places
}
