import type { AnswerToStart } from '../dispatch/answer-to-start.ts'
import { pairedRatio, type Round } from './compare.ts'

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

export function boundsOf(rounds: readonly Round[], start: AnswerToStart | null): Bound[] {
  const ratios = RATIOS.map(({ name, to, atLeast }): Bound => {
    const measured = pairedRatio(rounds, name, to)
    const kept = measured !== null && measured >= atLeast
    return { promise: `${name} at least ${atLeast} × ${to}`, measured, unit: '', kept }
  })
  return [
    ...ratios,
    below('p50', P50_BELOW_MS, start?.p50Ms ?? null),
    below('p99', P99_BELOW_MS, start?.p99Ms ?? null),
  ]
}

function below(name: string, limit: number, measured: number | null): Bound {
  return {
    promise: `answer to handler start, ${name} below ${limit} ms`,
    measured,
    unit: ' ms',
    kept: measured !== null && measured < limit,
  }
}
