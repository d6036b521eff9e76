import type { LaneClaim } from '../store/deliver/claim-lanes.ts'
import type { ClaimedPlaces } from './handler-places.ts'

/** How much of a period may start at once where the rate is limited. */
const RATE_SLICE_MS = 100
/** A probe that nobody hears of is followed by another one this long after its time limit. */
const PROBE_MARGIN_MS = 5_000

/** What a claim asks for one handler. */
export function claimFor({ of, count, from }: ClaimedPlaces): LaneClaim {
  const { totalConcurrency, rateLimit, timeoutMs } = of.handler.options
  const ratePerMs = rateLimit === null ? null : rateLimit.attempts / rateLimit.perMs
  const rateCapacity = ratePerMs === null ? null : Math.max(1, ratePerMs * RATE_SLICE_MS)
  const probeMs = timeoutMs + PROBE_MARGIN_MS
  return {
    handlerId: of.handler.id,
    places: count,
    total: totalConcurrency,
    ratePerMs,
    rateCapacity,
    lookFrom: from,
    probeMs,
  }
}
