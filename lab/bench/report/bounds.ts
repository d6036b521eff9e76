import { KNOWN_HELD_BEFORE, KNOWN_RUNNING_BEFORE } from '../before/older-bench.ts'
import { median } from '../load/percentile.ts'
import { databaseCpu, pairedRatio, serviceCpu, wholeCpu } from './compare.ts'
import type { Measured } from './measured.ts'

/** A promised figure with its measured value; null = not measured in this run. */
export interface Bound {
  readonly promise: string
  readonly measured: number | null
  readonly unit: '' | ' ms'
  readonly kept: boolean
}

const P50_BELOW_MS = 10
const P99_BELOW_MS = 50
const ONE_PROCESS_AT_LEAST = 0.4
const ONE_LANE_AT_LEAST = 0.6
const FLAT_AT_MOST = 1.25
const SNAPSHOT_AT_MOST = 1.5
const FILTER_BELOW_MS = 100
const AFTER_BURST_AT_MOST = 1.25

const RATIOS = [
  { name: 'b-held', to: 'floor', measure: wholeCpu, what: 'CPU', atMost: 2.4 },
  { name: 'b-running', to: 'floor', measure: wholeCpu, what: 'CPU', atMost: 3.9 },
] as const

/** Persons who are known are the normal case: a company's events concern the same employees again and again. */
const BEFORE_RATIOS = [
  { name: 'known-held', to: KNOWN_HELD_BEFORE },
  { name: 'known-running', to: KNOWN_RUNNING_BEFORE },
].flatMap((arms) => [
  { ...arms, measure: serviceCpu, what: 'service CPU', atMost: 1.1 },
  { ...arms, measure: databaseCpu, what: 'database CPU', atMost: 1.1 },
])
const DRAIN_AT_LEAST = 0.9

/** The bounds of an ordinary run. */
export function boundsOf(measured: Measured): Bound[] {
  const { rounds, start, burst, manyLanes, oneLane, flat, snapshot, filters } = measured
  const slowest = filters === null ? null : Math.max(...filters.map(({ p95Ms }) => p95Ms))
  return [
    ...RATIOS.map((bound) => armRatio(rounds, bound)),
    below('answer to handler start, p50', P50_BELOW_MS, start?.p50Ms ?? null),
    below('answer to handler start, p99', P99_BELOW_MS, start?.p99Ms ?? null),
    ratioOf(
      `commits per message after a burst at most ${AFTER_BURST_AT_MOST} × before it`,
      burst === null ? null : burst.after.commits / burst.before.commits,
      { atMost: AFTER_BURST_AT_MOST },
    ),
    ratioOf(
      `many lanes, one process at least ${ONE_PROCESS_AT_LEAST} × bare loop`,
      manyLanes?.ratio ?? null,
      { atLeast: ONE_PROCESS_AT_LEAST },
    ),
    ratioOf(`one lane at least ${ONE_LANE_AT_LEAST} × one row a commit`, oneLane?.ratio ?? null, {
      atLeast: ONE_LANE_AT_LEAST,
    }),
    ratioOf(
      `claim and settle with much stored at most ${FLAT_AT_MOST} × empty`,
      flat?.ratio ?? null,
      { atMost: FLAT_AT_MOST },
    ),
    ratioOf(
      `a delivery while another transaction keeps its snapshot at most ${SNAPSHOT_AT_MOST} ×`,
      snapshot?.ratio ?? null,
      { atMost: SNAPSHOT_AT_MOST },
    ),
    below('each filter of the operations API, p95', FILTER_BELOW_MS, slowest),
  ]
}

/** The bounds of a comparison with an older commit. */
export function boundsAgainstBefore({ rounds, drain }: Measured): Bound[] {
  const ratios = drain?.map(({ before, now }) => now / before) ?? []
  return [
    ...BEFORE_RATIOS.map((bound) => armRatio(rounds, bound)),
    ratioOf(
      `drain at least ${DRAIN_AT_LEAST} × before`,
      ratios.length === 0 ? null : median(ratios),
      { atLeast: DRAIN_AT_LEAST },
    ),
  ]
}

interface Limits {
  readonly atLeast?: number
  readonly atMost?: number
}

interface ArmRatio extends Limits {
  readonly name: string
  readonly to: string
  readonly what: string
  readonly measure: Parameters<typeof pairedRatio>[3]
}

function armRatio(rounds: Measured['rounds'], { name, to, what, measure, ...limits }: ArmRatio) {
  const limit =
    limits.atMost === undefined ? `at least ${limits.atLeast}` : `at most ${limits.atMost}`
  const promise = `${name}: ${what} ${limit} × ${to}`
  return ratioOf(promise, pairedRatio(rounds, name, to, measure), limits)
}

function ratioOf(
  promise: string,
  measured: number | null,
  { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: Limits,
): Bound {
  const kept = measured !== null && measured >= atLeast && measured <= atMost
  return { promise, measured, unit: '', kept }
}

function below(what: string, limit: number, measured: number | null): Bound {
  const kept = measured !== null && measured < limit
  return { promise: `${what} below ${limit} ms`, measured, unit: ' ms', kept }
}
