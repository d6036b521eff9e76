import type { Arm } from '../arms/arm.ts'
import type { AnswerToStart } from '../dispatch/answer-to-start.ts'
import type { Backlog } from '../dispatch/backlog.ts'
import { type Bound, boundsOf } from './bounds.ts'
import { pairedRatio, type Round, summaryOf } from './compare.ts'

export interface Measured {
  readonly arms: readonly Arm[]
  readonly rounds: readonly Round[]
  readonly start: AnswerToStart | null
  readonly backlog: Backlog | null
}

/** The whole outcome as Markdown, without a heading. */
export function report(measured: Measured): string {
  const { start, backlog } = measured
  const parts = [armTable(measured)]
  if (start !== null) parts.push(startLine(start))
  if (backlog !== null) {
    parts.push(
      `Backlog: ${backlog.deliveries} deliveries of two handlers, ${rounded(backlog.settledPerSecond)} settled per second.`,
    )
  }
  parts.push(boundTable(boundsOf(measured.rounds, start)))
  return parts.join('\n\n')
}

function armTable({ arms, rounds }: Measured): string {
  const rows = arms.flatMap(({ name, title }) => {
    const summary = summaryOf(rounds, name)
    if (summary === null) return []
    return [
      row([
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
      ]),
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
  return [row(head), row(head.map(() => '---')), ...rows].join('\n')
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
  const rows = bounds.map(({ promise, measured, unit, kept }) =>
    row([
      promise,
      measured === null ? '–' : `${measured.toFixed(2)}${unit}`,
      measured === null ? 'not measured' : kept ? 'kept' : 'MISSED',
    ]),
  )
  const head = ['promise', 'measured', '']
  return [row(head), row(head.map(() => '---')), ...rows].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
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
