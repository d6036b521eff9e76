import { table } from '../report/markdown-table.ts'
import type { LatestRun } from './latest-run.ts'
import { originOf } from './origin.ts'
import { about, bytesText, microseconds } from './quantity.ts'

/** Figures for sizing an installation, for `docs/operations.md`. */
export function operationsFigures(run: LatestRun): string {
  const { held, running, start, unitCosts } = run
  const cpu = ({ serverCpuUs, databaseCpuUs }: LatestRun['held']) =>
    `${microseconds(serverCpuUs)} CPU of the service and ${microseconds(databaseCpuUs)} of PostgreSQL per message`
  const rows = [
    ['received, handlers held', `${about(held.perSecond)} messages a second; ${cpu(held)}`],
    [
      'received and handled by two trivial handlers',
      `${about(running.perSecond)} messages a second; ${cpu(running)}`,
    ],
    [
      'from the answer to the start of a handler',
      `p50 ${about(start.p50Ms)} ms, p99 ${about(start.p99Ms)} ms, at ${start.perSecond} messages a second`,
    ],
    [
      'backlog over many employees',
      `one process settles ${about(run.drainPerSecond)} deliveries a second`,
    ],
    ['backlog of one employee', `${about(run.oneLanePerSecond)} deliveries a second`],
    ['slowest list of the operations API', `p95 ${about(run.slowestFilterP95Ms)} ms`],
    [
      'stored per message with two handlers',
      `${bytesText(unitCosts.diskBytes)} with indexes, and ${bytesText(unitCosts.walBytes)} of write-ahead log`,
    ],
    [
      "an instance's memory",
      unitCosts.restMb === null || unitCosts.peakMb === null
        ? 'unknown'
        : `${about(unitCosts.restMb)} MB at rest, ${about(unitCosts.peakMb)} MB at most under full load`,
    ],
  ]
  return `${originOf(run)}\n\n${table(['what', 'figure'], rows)}`
}
