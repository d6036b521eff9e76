import type { HandlerOptions } from '../handlers/handler-options.ts'
import type { LaneClaim } from '../store/statements/claim-lanes.ts'

/** How much of a period may start at once where the rate is limited. */
const RATE_SLICE_MS = 100
/** A probe that nobody hears of is followed by another one this long after its time limit. */
const PROBE_MARGIN_MS = 5_000

/** What a claim asks for one handler. */
export function claimFor(
  handlerId: number,
  { totalConcurrency, rateLimit, timeoutMs }: HandlerOptions,
  places: number,
): LaneClaim {
  const ratePerMs = rateLimit === null ? null : rateLimit.attempts / rateLimit.perMs
  const rateCapacity = ratePerMs === null ? null : Math.max(1, ratePerMs * RATE_SLICE_MS)
  const probeMs = timeoutMs + PROBE_MARGIN_MS
  return { handlerId, places, total: totalConcurrency, ratePerMs, rateCapacity, probeMs }
}
