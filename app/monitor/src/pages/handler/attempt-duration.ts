import type { Attempt } from '../../api/shapes.ts'

export function durationOf({ startedAt, endedAt }: Pick<Attempt, 'startedAt' | 'endedAt'>): number {
  return endedAt === null ? 0 : Math.max(0, Date.parse(endedAt) - Date.parse(startedAt))
}
