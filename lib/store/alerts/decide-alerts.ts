import type { Alert, Condition } from './alert.ts'

/** What has to be written: each alert once for the installation, however often its condition is seen. */
export interface AlertChanges {
  readonly opened: readonly Condition[]
  /** it is the case, or again before anybody was told of its beginning */
  readonly seen: readonly { readonly id: string; readonly count: number }[]
  /** not seen this time */
  readonly over: readonly string[]
  readonly ended: readonly Alert[]
}

/** A condition that comes and goes is one alert: it ends when it was not seen for so long. */
const QUIET_MS = 60_000
/** Who has more than these has one problem, not many; the monitor shows them all. */
const MAX_OPEN = 100

/** @param known open alerts, and ended ones whose beginning is still to be told. Pure. */
export function decideAlerts(
  known: readonly Alert[],
  conditions: readonly Condition[],
  now: Date,
): AlertChanges {
  const open = new Map(
    known.filter(({ endedAt }) => endedAt === null).map((alert) => [keyOf(alert), alert]),
  )
  const untold = new Map(
    known.filter(({ endedAt }) => endedAt !== null).map((alert) => [keyOf(alert), alert]),
  )
  const present = new Map(conditions.map((condition) => [keyOf(condition), condition]))
  const opened: Condition[] = []
  const seen: { id: string; count: number }[] = []
  for (const [key, condition] of present) {
    const alert = open.get(key) ?? untold.get(key)
    if (alert === undefined) {
      if (open.size + opened.length < MAX_OPEN) opened.push(condition)
    } else if (isNews(alert, condition)) seen.push({ id: alert.id, count: condition.count })
  }
  const missing = [...open].flatMap(([key, alert]) => (present.has(key) ? [] : [alert]))
  const isQuiet = ({ absentSince }: Alert) =>
    absentSince !== null && now.getTime() - absentSince.getTime() >= QUIET_MS
  return {
    opened,
    seen,
    over: missing.filter(({ absentSince }) => absentSince === null).map(({ id }) => id),
    ended: missing.filter(isQuiet),
  }
}

function isNews(alert: Alert, { count }: Condition): boolean {
  return alert.endedAt !== null || alert.absentSince !== null || count > alert.count
}

function keyOf({ kind, about }: Condition): string {
  return `${kind}/${about}`
}
