import type { Burst, Pace } from '../dispatch/burst.ts'
import type { UnitCosts } from '../unit-costs/unit-costs.ts'

export function burstLine(burst: Burst): string {
  const { concurrency, handlers, perSecond, messages, burstPerSecond, before, after } = burst
  return [
    `Handlers with concurrency ${concurrency} (${handlers} of them): a burst of ${messages} messages, ${Math.round(burstPerSecond)} per second until all was settled.`,
    `At ${perSecond} messages/s before the burst: ${paceText(before)}.`,
    `At the same pace after it: ${paceText(after)}.`,
  ].join(' ')
}

function paceText({ cpuUs, walBytes, commits, p50Ms, p99Ms }: Pace): string {
  const cpu = cpuUs === null ? '–' : `${Math.round(cpuUs)} µs`
  return [
    `${commits.toFixed(2)} commits, ${(walBytes / 1_000).toFixed(1)} KB of WAL and ${cpu} of database CPU per message`,
    `answer to start p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
  ].join(', ')
}

export function unitCostLine(costs: UnitCosts): string {
  const { handlers, messages, walBytes, walBytesAfterCheckpoint, diskBytes, tableBytes } = costs
  const kilobytes = (bytes: number) => `${(bytes / 1_000).toFixed(1)} KB`
  const memory =
    costs.restMb === null || costs.peakMb === null
      ? 'not known here'
      : `${Math.round(costs.restMb)} MB at rest, ${Math.round(costs.peakMb)} MB at most`
  return [
    `A message with ${handlers} handlers, recorded and handled (${messages} of them):`,
    `${kilobytes(walBytes)} of WAL without full-page images, ${kilobytes(walBytesAfterCheckpoint)} with them right after a checkpoint;`,
    `${kilobytes(diskBytes)} on disk, ${kilobytes(tableBytes)} of it tables and the rest indexes.`,
    `Memory of the service: ${memory}.`,
  ].join(' ')
}
