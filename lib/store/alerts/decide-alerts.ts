import type { Alert, Condition } from './alert.ts'

/** Changes of alerts; one alert per condition for the whole installation. */
export interface AlertChanges {
  readonly opened: readonly Condition[]
  /** present, or present again before its first notice */
  readonly seen: readonly { readonly id: string; readonly count: number }[]
  /** not observed this time */
  readonly over: readonly string[]
  readonly ended: readonly Alert[]
}

/** An alert ends after this time without its condition, so that an intermittent one is one alert. */
const QUIET_MS = 60_000
/** Limit of open alerts: more of them mean one common problem. */
const MAX_OPEN = 100

/** @param known open alerts, and ended ones without their first notice. Pure. */
export function decideAlerts(
  known: readonly Alert[],
  conditions: readonly Condition[],
  now: Date,
): AlertChanges {
  const open = new Map(
    known.filter(({ endedAt }) => endedAt === null).map((alert) => [keyOf(alert), alert]),
  )
  const unreported = new Map(
    known.filter(({ endedAt }) => endedAt !== null).map((alert) => [keyOf(alert), alert]),
  )
  const present = new Map(conditions.map((condition) => [keyOf(condition), condition]))
  const opened: Condition[] = []
  const seen: { id: string; count: number }[] = []
  for (const [key, condition] of present) {
    const alert = open.get(key) ?? unreported.get(key)
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
