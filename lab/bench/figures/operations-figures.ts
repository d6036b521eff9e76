import { table } from '../report/markdown-table.ts'
import type { LatestRun } from './latest-run.ts'
import { originOf } from './origin.ts'
import { about, bytesText, microseconds } from './quantity.ts'

/** How large an installation has to be, for `docs/operations.md`. */
export function operationsFigures(run: LatestRun): string {
  const { held, running, start, unitCosts } = run
  const cpu = ({ serverCpuUs, databaseCpuUs }: LatestRun['held']) =>
    `${microseconds(serverCpuUs)} of the service's CPU and ${microseconds(databaseCpuUs)} of PostgreSQL's each`
  const rows = [
    ['received, handlers held', `${about(held.perSecond)} messages a second; ${cpu(held)}`],
    [
      'received and handled by two trivial handlers',
      `${about(running.perSecond)} messages a second; ${cpu(running)}`,
    ],
    [
      'answer to the start of a handler',
      `half within ${about(start.p50Ms)} ms, 99 of 100 within ${about(start.p99Ms)} ms, at ${start.perSecond} messages a second`,
    ],
    [
      'backlog over many employees',
      `${about(run.drainPerSecond)} deliveries settled a second by one process`,
    ],
    ['backlog of one employee', `${about(run.oneLanePerSecond)} deliveries a second`],
    ['slowest list of the operations API', `95 of 100 within ${about(run.slowestFilterP95Ms)} ms`],
    [
      'stored per message with two handlers',
      `${bytesText(unitCosts.diskBytes)} with indexes, and ${bytesText(unitCosts.walBytes)} of write-ahead log`,
    ],
    [
      "an instance's memory",
      unitCosts.restMb === null || unitCosts.peakMb === null
        ? 'not known'
        : `${about(unitCosts.restMb)} MB at rest, ${about(unitCosts.peakMb)} MB at most under full load`,
    ],
  ]
  return `${originOf(run)}\n\n${table(['what', 'figure'], rows)}`
}
