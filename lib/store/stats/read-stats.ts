import type { Pool } from 'pg'
import type { StatsRange } from '../../states.ts'
import { defineStatement, execute, readClock } from '../db/statement.ts'
import { INSTALLATION } from './add-counts.ts'
import { readMarks, type StatsMark } from './stats-marks.ts'
import { LAG_MS, LONGEST_SPAN, type SpanTimes, spanTimes } from './stats-spans.ts'
import { rateOf, type Span, type StatsTotals, totalsOf } from './stats-totals.ts'

/** Numbers of one span. */
export interface StatsPoint extends StatsTotals {
  readonly at: Date
}

/** Numbers of a range, compared with the range before. */
export interface ComparedStats {
  readonly total: StatsTotals
  /** null = nothing was counted */
  readonly before: StatsTotals | null
  /** end of the latest attempt; null = none */
  readonly lastRunAt: Date | null
}

export interface Stats extends ComparedStats {
  readonly range: StatsRange
  readonly from: Date
  readonly to: Date
  /** length of a span */
  readonly seconds: number
  /** spans in which an instance counted, oldest first */
  readonly points: readonly StatsPoint[]
  /** oldest first */
  readonly marks: readonly StatsMark[]
}

export interface HandlerStats extends ComparedStats {
  readonly handler: string
  /** of each span in which an instance counted, oldest first */
  readonly attemptsPerMinute: readonly number[]
}

/** The stored spans of a row by their start (ms). */
type Spans = ReadonlyMap<number, Span>

interface Row extends Omit<Span, 'runTimes' | 'doneTimes'> {
  readonly handlerId: number
  readonly runTimes: string
  readonly doneTimes: string
}

const statement = defineStatement<Row>({
  name: 'read-stats',
  columns: {
    ...{ at: true, handlerId: true, received: true, refused: true, attempts: true },
    ...{ failedAttempts: true, completed: true, failed: true, waiting: true },
    ...{ oldestSeconds: true, runTimes: true, doneTimes: true },
  },
  text: `
    select starts_at as at, handler_id as "handlerId", received, refused, attempts,
      failed_attempts as "failedAttempts", completed, failed, coalesce(waiting, 0) as waiting,
      coalesce(oldest_seconds, 0) as "oldestSeconds", run_times::text as "runTimes", done_times::text as "doneTimes"
    from stats_span
    where handler_id = any($1::int[]) and seconds = $2 and starts_at >= $3`,
})

const lastRuns = defineStatement<{ id: number; lastRunAt: Date }>({
  name: 'read-last-runs',
  columns: { id: true, lastRunAt: true },
  text: `
    select r.id, s.last_run_at as "lastRunAt"
    from unnest($1::int[]) as r (id) cross join lateral (
      select last_run_at from stats_span
      where handler_id = r.id and seconds = $2 and last_run_at is not null
      order by starts_at desc limit 1) s`,
})

const handlers = defineStatement<{ id: number; name: string }>({
  name: 'name-handlers',
  columns: { id: true, name: true },
  text: 'select id, name from handler order by name',
})

/** The numbers of all handlers and of what was received, or of one handler. */
export async function readStats(
  pool: Pool,
  range: StatsRange,
  handler: { readonly id: number; readonly name: string } | null,
): Promise<Stats> {
  const now = await readClock(pool)
  const times = spanTimes(range, now)
  const row = handler?.id ?? INSTALLATION
  const [read, marks] = await Promise.all([
    readSpans(pool, times, [row]),
    readMarks(pool, times.starts[0] as Date, now, handler?.name ?? null),
  ])
  const { ofInstallation, spansOf, lastRunOf } = read
  const counting = countingAt(now, times.seconds)
  const spans = spansOf(row)
  return {
    range,
    from: times.starts[0] as Date,
    // Up to now: recent actions are marked although they are not counted yet.
    to: now,
    seconds: times.seconds,
    points: countedIn(times.starts, ofInstallation).map((at) => ({
      at,
      ...totalsOf(spansAt([at], spans), counting([at])),
    })),
    ...compare(times, ofInstallation, spans, counting),
    lastRunAt: lastRunOf(row),
    marks,
  }
}

/** The numbers of each handler. */
export async function readHandlerStats(pool: Pool, range: StatsRange): Promise<HandlerStats[]> {
  const now = await readClock(pool)
  const times = spanTimes(range, now)
  const all = await execute(pool, handlers, [])
  const ids = all.map(({ id }) => id)
  const { ofInstallation, spansOf, lastRunOf } = await readSpans(pool, times, ids)
  const counting = countingAt(now, times.seconds)
  const starts = countedIn(times.starts, ofInstallation)
  return all.map(({ id, name }) => {
    const spans = spansOf(id)
    return {
      handler: name,
      ...compare(times, ofInstallation, spans, counting),
      lastRunAt: lastRunOf(id),
      attemptsPerMinute: starts.map((at) =>
        rateOf(spans.get(at.getTime())?.attempts ?? 0, counting([at]).minutes),
      ),
    }
  })
}

async function readSpans(pool: Pool, { before, seconds }: SpanTimes, ids: readonly number[]) {
  const rows = [...new Set([INSTALLATION, ...ids])]
  const [spans, last] = await Promise.all([
    execute(pool, statement, [rows, seconds, before[0]]),
    execute(pool, lastRuns, [rows, LONGEST_SPAN]),
  ])
  const byRow = Map.groupBy(spans.map(toSpan), ({ handlerId }) => handlerId)
  const lastRunAt = new Map(last.map(({ id, lastRunAt: at }) => [id, at]))
  const spansOf = (id: number): Spans =>
    new Map((byRow.get(id) ?? []).map((span) => [span.at.getTime(), span]))
  return {
    ofInstallation: spansOf(INSTALLATION),
    spansOf,
    lastRunOf: (id: number) => lastRunAt.get(id) ?? null,
  }
}

/** Arrays come as text, `{1,2}`: their usual way costs twice as much. */
function toSpan({ runTimes, doneTimes, ...row }: Row): Span & Pick<Row, 'handlerId'> {
  const read = (array: string): number[] => JSON.parse(`[${array.slice(1, -1)}]`)
  return { ...row, runTimes: read(runTimes), doneTimes: read(doneTimes) }
}

/** An instance has written the installation's span: others without a row are zero. */
function countedIn(starts: readonly Date[], ofInstallation: Spans): Date[] {
  return starts.filter((start) => ofInstallation.has(start.getTime()))
}

function spansAt(starts: readonly Date[], spans: Spans): Span[] {
  return starts.flatMap((start) => spans.get(start.getTime()) ?? [])
}

type Counting = ReturnType<typeof countingAt>

/** How long was counted in spans. */
function countingAt(now: Date, seconds: number) {
  const minutesOf = (starts: readonly Date[], end: number) =>
    starts.reduce((sum, at) => sum + Math.min(seconds * 1_000, end - at.getTime()), 0) / 60_000
  return (starts: readonly Date[]) => ({
    minutes: minutesOf(starts, now.getTime()),
    messageMinutes: minutesOf(starts, now.getTime() - LAG_MS),
  })
}

function compare(
  { starts, before }: SpanTimes,
  ofInstallation: Spans,
  spans: Spans,
  counting: Counting,
): Pick<ComparedStats, 'total' | 'before'> {
  const [counted, earlier] = [starts, before].map((of) => countedIn(of, ofInstallation)) as [
    Date[],
    Date[],
  ]
  return {
    total: totalsOf(spansAt(counted, spans), counting(counted)),
    before: earlier.length === 0 ? null : totalsOf(spansAt(earlier, spans), counting(earlier)),
  }
}
