import type { EffectiveRange } from '../../../../../lib/api/states.ts'

/** Calendar days, `YYYY-MM-DD`; '' or none = no limit. */
export interface DayRange {
  readonly effectiveFrom?: string | undefined
  readonly effectiveTo?: string | undefined
}

const DAY_MS = 86_400_000

/** The days of a range. Today is the day of the reader's zone. */
export function dayRangeOf(range: EffectiveRange | 'any', days: DayRange, now: number): DayRange {
  const today = localDay(now)
  switch (range) {
    case 'any':
      return {}
    case 'future':
      return { effectiveFrom: plusDays(today, 1) }
    case 'today':
      return { effectiveFrom: today, effectiveTo: today }
    case 'past':
      return { effectiveTo: plusDays(today, -1) }
    case 'between':
      return {
        ...(isDay(days.effectiveFrom) && { effectiveFrom: days.effectiveFrom }),
        ...(isDay(days.effectiveTo) && { effectiveTo: days.effectiveTo }),
      }
  }
}

function isDay(text: string | undefined): boolean {
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text)
}

function localDay(now: number): string {
  const time = new Date(now)
  return new Date(now - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}

function plusDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY_MS).toISOString().slice(0, 10)
}
