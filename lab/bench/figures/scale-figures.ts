import type { ArmSummary } from '../report/compare.ts'
import { table } from '../report/markdown-table.ts'
import type { LatestRun } from './latest-run.ts'
import { originOf } from './origin.ts'
import { about, bytesText, microseconds } from './quantity.ts'

/** Messages per day of a large customer. All may arrive within one hour, as in a mass change. */
export const LARGE_CUSTOMER_PER_DAY = 10_000
const MULTIPLES = [1, 10, 100, 1_000]
const RETENTION_DAYS = 90
const SECONDS_AN_HOUR = 3_600
/** Beyond this share of a core, waiting times grow quickly. */
const USABLE_SHARE = 0.7
const LEAST_INSTANCES = 2

/** Cost of one message, measured. */
export function unitCostTable(run: LatestRun): string {
  const { floor, held, running, unitCosts } = run
  const row = (what: string, of: ArmSummary) => [
    what,
    microseconds(of.serverCpuUs),
    microseconds(of.databaseCpuUs),
  ]
  const cpu = table(
    ['CPU per message', 'service', 'PostgreSQL'],
    [
      row('recorded, handlers held', held),
      row('recorded and handled by two handlers', running),
      row('for comparison: a minimal durable receiver', floor),
    ],
  )
  const { diskBytes, tableBytes, walBytes, walBytesAfterCheckpoint, restMb, peakMb } = unitCosts
  const rest = table(
    ['other costs, two handlers', 'measured'],
    [
      ['write-ahead log per message', bytesText(walBytes)],
      ['the same right after a checkpoint (full-page images)', bytesText(walBytesAfterCheckpoint)],
      ['tables per message', bytesText(tableBytes)],
      ['indexes per message', bytesText(diskBytes - tableBytes)],
      ['memory of an instance at rest', restMb === null ? 'unknown' : `${about(restMb)} MB`],
      ['memory of an instance, full load', peakMb === null ? 'unknown' : `${about(peakMb)} MB`],
    ],
  )
  return `${originOf(run)}\n\n${cpu}\n\n${rest}`
}

/** Throughput of one instance and of one core of PostgreSQL: one measured row, two calculated. */
export function capacityTable({ held, running }: LatestRun): string {
  const perCore = (cpuUs: number | null) =>
    cpuUs === null ? 'unknown' : `${about((1_000_000 * USABLE_SHARE) / cpuUs)} messages a second`
  const rows = [
    [
      'measured: one instance, PostgreSQL and the sender on two cores',
      `${about(held.perSecond)} messages a second`,
      `${about(running.perSecond)} messages a second`,
    ],
    [
      'calculated: one instance with a core of its own',
      perCore(held.serverCpuUs),
      perCore(running.serverCpuUs),
    ],
    [
      'calculated: each core of PostgreSQL',
      perCore(held.databaseCpuUs),
      perCore(running.databaseCpuUs),
    ],
  ]
  return table(['', 'recorded', 'recorded and handled by two handlers'], rows)
}

/** Needs at multiples of a large customer's volume, calculated from the unit costs. */
export function volumeTable({ running, unitCosts }: LatestRun): string {
  const rows = MULTIPLES.map((multiple) => {
    const perDay = LARGE_CUSTOMER_PER_DAY * multiple
    const peak = perDay / SECONDS_AN_HOUR
    return [
      `${multiple.toLocaleString('en-US')} ×`,
      about(perDay),
      `${about(peak)} a second`,
      coresFor(peak, running.serverCpuUs, (cores) =>
        String(Math.max(LEAST_INSTANCES, Math.ceil(cores / USABLE_SHARE))),
      ),
      coresFor(peak, running.databaseCpuUs, about),
      `${bytesText(peak * unitCosts.walBytes)} a second, ${bytesText(perDay * unitCosts.walBytes)} a day`,
      bytesText(perDay * RETENTION_DAYS * unitCosts.diskBytes),
    ]
  })
  const head = [
    'volume',
    'messages a day',
    'peak (a day in one hour)',
    'instances',
    'busy cores of PostgreSQL at the peak',
    'write-ahead log: peak, day',
    `disk for ${RETENTION_DAYS} days`,
  ]
  return table(head, rows)
}

function coresFor(
  perSecond: number,
  cpuUs: number | null,
  text: (cores: number) => string,
): string {
  return cpuUs === null ? 'unknown' : text((perSecond * cpuUs) / 1_000_000)
}
