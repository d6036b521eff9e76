import type { Attempt, StoredError } from '../../api/shapes.ts'

export interface AttemptStats {
  readonly attempts: number
  readonly completed: number
  readonly failed: number
  /** Completed share in hundredths. 0 and 1 mean exactly none and all. */
  readonly succeeded: number
  /** null: no attempt has ended */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
}

/** Success rate and duration of the finished attempts. */
export function statsOf(attempts: readonly Attempt[]): AttemptStats {
  const ended = attempts.filter(isCounted)
  const durations = ended.map(durationOf).sort((a, b) => a - b)
  const completed = ended.filter(({ outcome }) => outcome === 'completed').length
  return {
    attempts: ended.length,
    completed,
    failed: ended.length - completed,
    succeeded: shareOf(completed, ended.length),
    p50Ms: quantile(durations, 0.5),
    p95Ms: quantile(durations, 0.95),
  }
}

/** Error code of attempts that a pause of SuccessFactors ended. They do not count. */
const RATE_LIMITED = 'rate_limited'

/** The attempt ended by itself, so it says something about the handler. */
function isCounted({ endedAt, outcome, error }: Attempt): boolean {
  if (endedAt === null || outcome === 'released') return false
  return (error as StoredError | null)?.code !== RATE_LIMITED
}

/** Rounded to hundredths, but never up to all or down to none. */
function shareOf(part: number, all: number): number {
  if (part === 0 || all === 0) return 0
  if (part === all) return 1
  return Math.min(0.99, Math.max(0.01, Math.round((part / all) * 100) / 100))
}

export function durationOf({ startedAt, endedAt }: Attempt): number {
  return endedAt === null ? 0 : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt))
}

function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
}
