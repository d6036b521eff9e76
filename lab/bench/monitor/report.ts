import type { FilterTimes } from '../filters/measure-filters.ts'
import type { PacedResult } from '../load/load-run.ts'
import { filterTable } from '../report/lane-lines.ts'
import { table } from '../report/markdown-table.ts'
import type { PaintTimes, Spread } from './first-paint.ts'
import type { ExportFigures } from './measure-export.ts'
import type { ViewTimes } from './measure-views.ts'
import type { Updates } from './trace-updates.ts'

export interface TracedView extends Updates {
  readonly view: string
}

interface Measured<Result> {
  readonly result: Result
  /** what arrived meanwhile */
  readonly sent: PacedResult
}

/** The measured parts. */
export interface MonitorFigures {
  filters?: Measured<readonly FilterTimes[]>
  export?: Measured<ExportFigures>
  paint?: Measured<readonly PaintTimes[]>
  calls?: Measured<readonly ViewTimes[]>
  updates?: Measured<readonly TracedView[]>
}

const FILTER_GOAL_MS = 100
const PAINT_GOAL_MS = 1_000

const ms = (value: number) => value.toFixed(1)
const whole = (value: number) => value.toFixed(0)

/** As Markdown. */
export function report(figures: MonitorFigures): string {
  const { paint, calls, filters, export: exported, updates } = figures
  return [
    paint && paintTable(paint.result),
    calls && viewTable(calls.result),
    filters && filterTable(filters.result),
    updates && updateTable(updates.result),
    exported && exportTable(exported.result),
    sentTable(figures),
    goalLines(figures).join('\n'),
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')
}

function goalLines({ paint, filters }: MonitorFigures): string[] {
  const slowViews = paint?.result.filter(
    ({ cold, warm }) => Math.max(cold.p50Ms, warm.p50Ms) > PAINT_GOAL_MS,
  )
  const slowFilters = filters?.result.filter(({ p95Ms }) => p95Ms >= FILTER_GOAL_MS)
  const names = {
    'views with a first useful paint over 1 s': slowViews?.map(({ view }) => view),
    'filters with a p95 of 100 ms or more': slowFilters?.map(({ name }) => name),
  }
  return Object.entries(names)
    .filter(([, slow]) => slow !== undefined)
    .map(([title, slow = []]) => `- ${title}: ${slow.length === 0 ? 'none' : slow.join(', ')}`)
}

function paintTable(times: readonly PaintTimes[]): string {
  const cells = (of: Spread) => [of.shortestMs, of.p50Ms, of.longestMs, of.cpuMs].map(whole)
  const columns = ['shortest', 'p50', 'longest', 'of it CPU of the page']
  return table(
    [
      'first useful paint, ms',
      ...columns.map((name) => `cold: ${name}`),
      ...columns.map((name) => `warm: ${name}`),
    ],
    times.map(({ view, cold, warm }) => [view, ...cells(cold), ...cells(warm)]),
  )
}

function viewTable(times: readonly ViewTimes[]): string {
  return table(
    ['view', 'call', 'p50 ms', 'p95 ms'],
    times.flatMap(({ view, calls }) =>
      calls.map(({ call, p50Ms, p95Ms }) => [view, `\`${call}\``, ms(p50Ms), ms(p95Ms)]),
    ),
  )
}

function updateTable(updates: readonly TracedView[]): string {
  return table(
    ['view', 's', 'tasks', 'longest ms', 'of it CPU', 'over 50 ms', 'over 50 ms of CPU'],
    updates.map((one) => [
      one.view,
      String(one.seconds),
      String(one.tasks),
      ms(one.longestMs),
      ms(one.longestCpuMs),
      String(one.over50Ms),
      String(one.over50CpuMs),
    ]),
  )
}

function exportTable({ rows, seconds, megabytes, ...memory }: ExportFigures): string {
  return table(
    ['export: rows', 's', 'MB', 'memory before, MB', 'most, first tenth', 'most, all rows'],
    [
      [
        String(rows),
        ms(seconds),
        ms(megabytes),
        ...[memory.beforeMb, memory.firstPeakMb, memory.peakMb].map(whole),
      ],
    ],
  )
}

function sentTable(figures: MonitorFigures): string {
  return table(
    ['events during', 'all answered 200', 'p50 ms', 'p99 ms', 'sender behind, at worst ms'],
    Object.entries(figures).map(([part, { sent }]) => [
      part,
      String(sent.answers),
      ms(sent.p50Ms),
      ms(sent.p99Ms),
      whole(sent.worstLagMs),
    ]),
  )
}
