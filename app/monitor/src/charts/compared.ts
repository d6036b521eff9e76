import type { Stats } from '../api/monitor-shapes.ts'
import type { Texts } from '../text/en.ts'
import type { Formats } from '../text/format.ts'

export type Totals = Stats['total']

interface Wording {
  readonly t: Texts
  readonly f: Formats
}

/** The value of the range before, in words. */
export function comparedWith(
  { range, before }: Pick<Stats, 'range' | 'before'>,
  write: (totals: Totals) => string,
  { t }: Pick<Wording, 't'>,
): string {
  return before === null ? t.charts.nothingBefore : t.charts.before[range](write(before))
}

export function writeRate(rate: number, { t, f }: Wording): string {
  return t.charts.perMinute(f.number(rate))
}

/** p50 and p95 in words. */
export function writeQuantiles(
  times: { readonly p50: number; readonly p95: number } | null,
  { t, f }: Wording,
): string {
  return times === null
    ? t.charts.noneDone
    : t.charts.quantiles(f.duration(times.p50), f.duration(times.p95))
}

/** A p95 in words. */
export function writeP95(times: { readonly p95: number } | null, { t, f }: Wording): string {
  return times === null ? t.charts.noneDone : f.duration(times.p95)
}

/** Rounded to hundredths, but never up to all or down to none. */
export function shareOf(part: number, all: number): number {
  if (part === 0 || all === 0) return 0
  if (part === all) return 1
  return Math.min(0.99, Math.max(0.01, Math.round((part / all) * 100) / 100))
}
