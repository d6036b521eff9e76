import { pairedRatio } from './compare.ts'
import type { Measured } from './measured.ts'

/** A figure that the project promises, and what was measured; null = not measured in this run. */
export interface Bound {
  readonly promise: string
  readonly measured: number | null
  readonly unit: '' | ' ms'
  readonly kept: boolean
}

const RATIOS = [
  { name: 'b-held', to: 'a', atLeast: 0.35 },
  { name: 'b-held', to: 'c', atLeast: 5 },
  { name: 'b-running', to: 'a', atLeast: 0.15 },
  { name: 'b-running', to: 'c', atLeast: 2 },
] as const

const P50_BELOW_MS = 10
const P99_BELOW_MS = 50
const ONE_PROCESS_AT_LEAST = 0.4
const ONE_LANE_AT_LEAST = 0.6
const FLAT_AT_MOST = 1.25
const FILTER_BELOW_MS = 100

export function boundsOf(measured: Measured): Bound[] {
  const { rounds, start, manyLanes, oneLane, flat, filters } = measured
  const slowest = filters === null ? null : Math.max(...filters.map(({ p95Ms }) => p95Ms))
  return [
    ...RATIOS.map(({ name, to, atLeast }) =>
      ratioOf(`${name} at least ${atLeast} × ${to}`, pairedRatio(rounds, name, to), { atLeast }),
    ),
    below('answer to handler start, p50', P50_BELOW_MS, start?.p50Ms ?? null),
    below('answer to handler start, p99', P99_BELOW_MS, start?.p99Ms ?? null),
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
    below('each filter of the operations API, p95', FILTER_BELOW_MS, slowest),
  ]
}

function ratioOf(
  promise: string,
  measured: number | null,
  { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: { atLeast?: number; atMost?: number },
): Bound {
  const kept = measured !== null && measured >= atLeast && measured <= atMost
  return { promise, measured, unit: '', kept }
}

function below(what: string, limit: number, measured: number | null): Bound {
  const kept = measured !== null && measured < limit
  return { promise: `${what} below ${limit} ms`, measured, unit: ' ms', kept }
}
