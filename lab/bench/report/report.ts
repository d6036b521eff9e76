import type { DrainRound } from '../before/drain.ts'
import {
  HELD_BEFORE,
  KNOWN_HELD_BEFORE,
  KNOWN_RUNNING_BEFORE,
  RUNNING_BEFORE,
} from '../before/older-bench.ts'
import type { AnswerToStart } from '../dispatch/answer-to-start.ts'
import { type Bound, boundsAgainstBefore, boundsOf } from './bounds.ts'
import { burstLine, unitCostLine } from './burst-lines.ts'
import { summaryOf } from './compare.ts'
import { filterTable, flatLine, manyLanesLine, oneLaneLine, snapshotLine } from './lane-lines.ts'
import { table } from './markdown-table.ts'
import type { Measured } from './measured.ts'
import { type Pair, ratioTable } from './ratio-table.ts'
import { tokenCostLine, tokenMemoryLine } from './token-lines.ts'

const PAIRS: readonly Pair[] = [
  { name: 'b-held', to: 'floor' },
  { name: 'b-running', to: 'floor' },
  { name: 'b-held', to: HELD_BEFORE },
  { name: 'b-running', to: RUNNING_BEFORE },
  { name: 'known-held', to: 'floor' },
  { name: 'known-running', to: 'floor' },
  { name: 'known-held', to: KNOWN_HELD_BEFORE },
  { name: 'known-running', to: KNOWN_RUNNING_BEFORE },
  { name: 'b-held', to: 'c' },
  { name: 'b-running', to: 'c' },
]

/** The whole outcome as Markdown, without a heading. */
export function report(measured: Measured): string {
  const { rounds, drain, start, burst, backlog, manyLanes, oneLane, flat, filters } = measured
  const parts = rounds.some((round) => round.size > 0) ? [armTable(measured)] : []
  const ratios = ratioTable(rounds, PAIRS)
  if (ratios !== null) parts.push(`Ratios within a round (medians), CPU per call:\n\n${ratios}`)
  if (drain !== null && drain.length > 0) parts.push(drainLine(drain))
  if (start !== null) parts.push(startLine(start))
  if (burst !== null) parts.push(burstLine(burst))
  if (backlog !== null) {
    parts.push(
      `Backlog: ${backlog.deliveries} deliveries of two handlers, ${rounded(backlog.settledPerSecond)} settled per second.`,
    )
  }
  if (manyLanes !== null) parts.push(manyLanesLine(manyLanes))
  if (oneLane !== null) parts.push(oneLaneLine(oneLane))
  if (flat !== null) parts.push(flatLine(flat))
  if (measured.snapshot !== null) parts.push(snapshotLine(measured.snapshot))
  if (measured.unitCosts !== null) parts.push(unitCostLine(measured.unitCosts))
  if (measured.tokenCost !== null) parts.push(tokenCostLine(measured.tokenCost))
  if (measured.tokenMemory !== null) parts.push(tokenMemoryLine(measured.tokenMemory))
  if (filters !== null) parts.push(filterTable(filters))
  parts.push(boundTable(drain === null ? boundsOf(measured) : boundsAgainstBefore(measured)))
  return parts.join('\n\n')
}

function armTable({ arms, rounds }: Measured): string {
  const rows = arms.flatMap(({ name, title }) => {
    const summary = summaryOf(rounds, name)
    if (summary === null) return []
    return [
      [
        name,
        title,
        rounded(summary.perSecond),
        summary.each.map(rounded).join(', '),
        summary.p50Ms.toFixed(1),
        summary.p99Ms.toFixed(1),
        [summary.serverCpuUs, summary.databaseCpuUs, summary.senderCpuUs]
          .map(roundedOrDash)
          .join(' + '),
        `${percent(summary.machine.others)}, ${percent(summary.machine.idle)}`,
      ],
    ]
  })
  const cpu = 'CPU µs/call: server + database + sender'
  const head = ['', 'server', 'calls/s', 'rounds', 'p50 ms', 'p99 ms', cpu, 'others, idle']
  return table(head, rows)
}

function drainLine(drain: readonly DrainRound[]): string {
  const rates = drain.map(
    ({ before, now }) =>
      `${rounded(before)} before, ${rounded(now)} now (${(now / before).toFixed(2)})`,
  )
  return `Deliveries settled per second over many lanes, one process, each round: ${rates.join('; ')}.`
}

function startLine(start: AnswerToStart): string {
  return [
    `Answer to handler start at ${start.perSecond} events/s (${start.events} events, ${start.handlers} handlers):`,
    `p50 ${start.p50Ms.toFixed(1)} ms, p99 ${start.p99Ms.toFixed(1)} ms;`,
    `answers after p50 ${start.answerP50Ms.toFixed(1)} ms, p99 ${start.answerP99Ms.toFixed(1)} ms;`,
    `the sender was behind its pace by ${start.senderLagMs.toFixed(1)} ms at worst.`,
  ].join(' ')
}

function boundTable(bounds: readonly Bound[]): string {
  const rows = bounds.map(({ promise, measured, unit, kept }) => [
    promise,
    measured === null ? '–' : `${measured.toFixed(2)}${unit}`,
    measured === null ? 'not measured' : kept ? 'kept' : 'MISSED',
  ])
  return table(['promise', 'measured', ''], rows)
}

function rounded(value: number): string {
  return String(Math.round(value))
}

function roundedOrDash(value: number | null): string {
  return value === null ? '–' : rounded(value)
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
