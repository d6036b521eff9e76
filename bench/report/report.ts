import type { AnswerToStart } from '../dispatch/answer-to-start.ts'
import { type Bound, boundsOf } from './bounds.ts'
import { pairedRatio, summaryOf } from './compare.ts'
import { filterTable, flatLine, manyLanesLine, oneLaneLine } from './lane-lines.ts'
import { table } from './markdown-table.ts'
import type { Measured } from './measured.ts'
import { tokenCostLine, tokenMemoryLine } from './token-lines.ts'

/** The whole outcome as Markdown, without a heading. */
export function report(measured: Measured): string {
  const { start, backlog, manyLanes, oneLane, flat, filters } = measured
  const parts = measured.rounds.some((round) => round.size > 0) ? [armTable(measured)] : []
  if (start !== null) parts.push(startLine(start))
  if (backlog !== null) {
    parts.push(
      `Backlog: ${backlog.deliveries} deliveries of two handlers, ${rounded(backlog.settledPerSecond)} settled per second.`,
    )
  }
  if (manyLanes !== null) parts.push(manyLanesLine(manyLanes))
  if (oneLane !== null) parts.push(oneLaneLine(oneLane))
  if (flat !== null) parts.push(flatLine(flat))
  if (measured.tokenCost !== null) parts.push(tokenCostLine(measured.tokenCost))
  if (measured.tokenMemory !== null) parts.push(tokenMemoryLine(measured.tokenMemory))
  if (filters !== null) parts.push(filterTable(filters))
  parts.push(boundTable(boundsOf(measured)))
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
        ratio(pairedRatio(rounds, name, 'a')),
        ratio(pairedRatio(rounds, name, 'c')),
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
  const head = [
    '',
    'server',
    'calls/s',
    'rounds',
    '÷ a',
    '÷ c',
    'p50 ms',
    'p99 ms',
    cpu,
    'others, idle',
  ]
  return table(head, rows)
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

function ratio(value: number | null): string {
  return value === null ? '–' : value.toFixed(2)
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
