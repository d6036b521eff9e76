import { table } from '../report/markdown-table.ts'
import type { MeasuredPeer } from './measure-peers.ts'

/** The results of the queue libraries, as Markdown. */
export function peerReport(measured: readonly MeasuredPeer[]): string {
  const rows = measured.map(({ title, packages, run, problem }) => {
    const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`)
    const figures =
      run === null
        ? ['–', '–']
        : [
            String(Math.round(run.perSecond)),
            `${Math.round(run.cpuUs)} + ${run.databaseCpuUs === null ? '–' : Math.round(run.databaseCpuUs)}`,
          ]
    return [title, versions.join(', '), ...figures, problem ?? '']
  })
  const head = ['queue', 'packages', 'jobs/s', 'CPU µs/job: process + database', 'not run because']
  return [table(head, rows), ...measured.map(orderLine)].join('\n\n')
}

/** Whether the queue keeps the order of a key when the first job fails once and is tried again. */
export function orderLine({ title, run }: MeasuredPeer): string {
  if (run === null) return `${title}: not run.`
  const { succeeded, jobs, outOfOrder } = run
  const kept = succeeded.every((number, index) => number === index + 1)
  const failing = kept
    ? 'keeps the order of a key through a failing head'
    : 'does not keep the order of a key through a failing head'
  return `${title}: ${failing} (jobs 1 to ${succeeded.length}, the first fails once, succeeded as ${succeeded.join(', ')}; ${outOfOrder} of ${jobs} jobs without failures ran out of order).`
}
