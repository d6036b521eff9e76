import type { Attempt } from '../../api/shapes.ts'

export interface AttemptFigures {
  readonly attempts: number
  readonly completed: number
  readonly failed: number
  /** null: none has ended */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

/** How the attempts that have ended went, and how long they took. */
export function figuresOf(attempts: readonly Attempt[]): AttemptFigures {
  const ended = attempts.filter(
    ({ endedAt, outcome }) => endedAt !== null && outcome !== 'released',
  )
  const durations = ended.map(durationOf).sort((a, b) => a - b)
  const completed = ended.filter(({ outcome }) => outcome === 'completed').length
  return {
    attempts: ended.length,
    completed,
    failed: ended.length - completed,
    p50Ms: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
  }
}

export function durationOf({ startedAt, endedAt }: Attempt): number {
  return endedAt === null ? 0 : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt))
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
}
