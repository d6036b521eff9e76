import type { FilterTimes } from '../filters/measure-filters.ts'
import type { CostOfOne, FlatCost } from '../lanes/flat-cost.ts'
import type { HeldSnapshot } from '../lanes/held-snapshot.ts'
import type { ManyLanes } from '../lanes/many-lanes.ts'
import type { OneLane } from '../lanes/one-lane.ts'
import type { Settling } from '../lanes/settle-rate.ts'
import { table } from './markdown-table.ts'

export function flatLine({ filled, empty, ratio, rounds }: FlatCost): string {
  const cost = ({ claimUs, settleUs }: CostOfOne) =>
    `claim ${claimUs.toFixed(1)} µs, settle ${settleUs.toFixed(1)} µs`
  return [
    'Cost of a delivery with 1,000,000 finished and 100,000 waiting ones in 20,000 lanes, 1,000 of them parked:',
    `${cost(filled)}; in an empty database: ${cost(empty)}; ratio ${ratio.toFixed(2)} (${listed(rounds)}).`,
  ].join(' ')
}

export function snapshotLine({ deliveries, lanes, free, held, ratio, rounds }: HeldSnapshot) {
  const cost = ({ perSecond, databaseCpuUs }: Settling) =>
    `${Math.round(perSecond)} settled per second, ${Math.round(databaseCpuUs)} µs of database CPU each`
  return [
    `${deliveries} deliveries in ${lanes} lanes, one of two handlers with totalConcurrency: ${cost(free)};`,
    `while another transaction keeps its snapshot: ${cost(held)}; ratio of the CPU ${ratio.toFixed(2)} (${listed(rounds)}).`,
  ].join(' ')
}

export function manyLanesLine(measured: ManyLanes): string {
  const { deliveries, lanes, perSecond, batch, barePerSecond, bareWithBodiesPerSecond } = measured
  return [
    `${deliveries} deliveries in ${lanes} lanes, settled per second with 1, 2 and 3 processes: ${perSecond.map(Math.round).join(', ')};`,
    `a bare loop over as many rows, ${batch} a commit: ${Math.round(barePerSecond)}, with bodies of 3 KB read ${Math.round(bareWithBodiesPerSecond)};`,
    `one process ÷ bare loop ${measured.ratio.toFixed(2)} (${listed(measured.rounds)}).`,
  ].join(' ')
}

export function oneLaneLine(measured: OneLane): string {
  const { deliveries, perSecond, barePerSecond, ratio, rounds } = measured
  return [
    `One lane with ${deliveries} waiting: ${Math.round(perSecond)} settled per second;`,
    `a loop that marks one row done a commit: ${Math.round(barePerSecond)}; ratio ${ratio.toFixed(2)} (${listed(rounds)}).`,
  ].join(' ')
}

export function filterTable(filters: readonly FilterTimes[]): string {
  const slowestFirst = filters.toSorted((a, b) => b.p95Ms - a.p95Ms)
  return table(
    ['filter of the operations API, on the same data', 'p50 ms', 'p95 ms', 'rows'],
    slowestFirst.map(({ name, p50Ms, p95Ms, rows }) => [
      name,
      p50Ms.toFixed(1),
      p95Ms.toFixed(1),
      String(rows),
    ]),
  )
}

function listed(rounds: readonly number[]): string {
  return rounds.map((ratio) => ratio.toFixed(2)).join(', ')
}
