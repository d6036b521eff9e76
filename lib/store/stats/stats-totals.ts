import { type DurationCounts, quantileOf, sumOfCounts } from './duration-counts.ts'

interface Counts {
  /** messages */
  readonly received: number
  /** calls */
  readonly refused: number
  readonly attempts: number
  readonly failedAttempts: number
  /** deliveries */
  readonly completed: number
  readonly failed: number
  /** the most deliveries that waited at a time */
  readonly waiting: number
  /** the longest that one of them had waited */
  readonly oldestSeconds: number
}

/** Stored counts of a span. */
export interface Span extends Counts {
  readonly at: Date
  readonly runTimes: DurationCounts
  readonly doneTimes: DurationCounts
}

export interface Quantiles {
  readonly p50: number
  readonly p95: number
}

/** Numbers of a time. */
export interface StatsTotals extends Counts {
  readonly receivedPerMinute: number
  readonly attemptsPerMinute: number
  /** duration of the attempts (ms); null = none ended */
  readonly runMs: Quantiles | null
  /** from receipt to completion without an operator (ms); null = none completed */
  readonly doneMs: Quantiles | null
}

/** How long was counted. */
export interface Counted {
  /** attempts */
  readonly minutes: number
  /** messages, which are counted later */
  readonly messageMinutes: number
}

/** Pure. */
export function totalsOf(
  spans: readonly Span[],
  { minutes, messageMinutes }: Counted,
): StatsTotals {
  const sum = (
    what: 'received' | 'refused' | 'attempts' | 'failedAttempts' | 'completed' | 'failed',
  ) => spans.reduce((total, span) => total + span[what], 0)
  const most = (what: 'waiting' | 'oldestSeconds') =>
    Math.max(0, ...spans.map((span) => span[what]))
  const [received, attempts] = [sum('received'), sum('attempts')]
  return {
    received,
    receivedPerMinute: rateOf(received, messageMinutes),
    refused: sum('refused'),
    attempts,
    attemptsPerMinute: rateOf(attempts, minutes),
    failedAttempts: sum('failedAttempts'),
    completed: sum('completed'),
    failed: sum('failed'),
    waiting: most('waiting'),
    oldestSeconds: most('oldestSeconds'),
    runMs: quantilesOf(spans.map(({ runTimes }) => runTimes)),
    doneMs: quantilesOf(spans.map(({ doneTimes }) => doneTimes)),
  }
}

/** A count per minute, of three digits. */
export function rateOf(count: number, minutes: number): number {
  return minutes <= 0 ? 0 : Number((count / minutes).toPrecision(3))
}

function quantilesOf(counts: readonly DurationCounts[]): Quantiles | null {
  const all = sumOfCounts(counts)
  const p50 = quantileOf(all, 0.5)
  const p95 = quantileOf(all, 0.95)
  if (p50 === null || p95 === null) return null
  return { p50: Number(p50.toPrecision(3)), p95: Number(p95.toPrecision(3)) }
}
