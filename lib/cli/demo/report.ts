import { table } from '../screen/table.ts'
import { type Expectation, shortfalls } from './expectation.ts'
import type { Tally } from './tally.ts'

/** The results as lines. Pure. */
export function reportLines(expected: Expectation, tally: Tally): string[] {
  return [
    'Calls',
    '',
    ...callLines(tally),
    '',
    'Events',
    '',
    ...handlerLines(expected, tally),
    '',
    ...verdictLines(shortfalls(expected, tally)),
  ]
}

function callLines({ accepted, duplicates, undecodable, refused, events }: Tally): string[] {
  const rows: [string, number, string][] = [
    ['accepted', accepted, `${events} new events recorded`],
    ['duplicates', duplicates, 'recorded, not delivered again'],
    ['undecodable', undecodable, 'not readable: stored as received, answered 400'],
    ['refused', refused, 'invalid token: answered 401'],
  ]
  const stats = table(rows.map(([name, count]) => [name, count]))
  return stats.map((line, index) => `${line}   ${rows[index]?.[2] ?? ''}`)
}

function handlerLines(expected: Expectation, { handlers }: Tally): string[] {
  const rows = Object.entries(handlers).map(([name, tally]) => [
    name,
    expected.handlers[name]?.deliveries ?? 0,
    tally.completed,
    tally.retried,
    tally.parked,
    tally.behind,
  ])
  const lines = table([
    ['handler', 'deliveries', 'completed', 'retried', 'parked', 'behind a parked one'],
    ...rows,
  ])
  const { untaken } = expected
  if (untaken > 0) {
    lines.push('', `  Events of a type that no handler takes: ${untaken}. They are kept.`)
  }
  if (Object.values(expected.handlers).some(({ parked }) => parked > 0)) {
    lines.push(
      '  Parked on purpose: changes that the directory can never accept. Later events of the',
      '  same person wait behind them, in order.',
    )
  }
  return lines
}

function verdictLines(missing: readonly string[]): string[] {
  if (missing.length === 0) return ['Every event was handled as expected.']
  return ['Differences from the plan:', ...missing.map((line) => `  ${line}`)]
}
