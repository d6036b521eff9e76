import { growthOf } from '../support/judge-memory.ts'
import type { MemoryPoint } from '../support/memory.ts'
import type { PartResult } from './part-result.ts'

type Cell = string | number

/** One table of all parts: a column for each, a row for each figure that any of them has. */
export function tableOf(results: readonly PartResult[]): string {
  const row = (name: string, cell: (result: PartResult) => Cell) => [name, ...results.map(cell)]
  const codes = namesIn(results.map(({ refused }) => refused))
  const figures = namesIn(results.map(({ more }) => more))
  const rows: Cell[][] = [
    row('', ({ part }) => part),
    row('inputs', ({ inputs }) => inputs),
    row('accepted', ({ accepted }) => accepted),
    row('refused', ({ refused }) => Object.values(refused).reduce((sum, times) => sum + times, 0)),
    ...codes.map((code) => row(`  ${code}`, ({ refused }) => refused[code] ?? '')),
    ...figures.map((name) => row(name, ({ more }) => more[name] ?? '')),
    row('slowest (ms)', ({ slowestMs }) => Math.round(slowestMs)),
    row('heap, first and last (MB)', ({ points }) => ends(points, ({ heapMb }) => heapMb)),
    row('rss, first and last (MB)', ({ points }) => ends(points, ({ rssMb }) => rssMb)),
    row('memory', ({ points }) => (growthOf(points) === null ? 'flat' : 'GROWS')),
    row('promises broken', ({ violations }) => violations.length),
    row('duration (s)', ({ seconds }) => Math.round(seconds)),
  ]
  return aligned(rows)
}

export function slowestLines(results: readonly PartResult[]): string[] {
  return results.map(({ part, slowestMs, slowest }) => {
    return `slowest of ${part}: ${slowestMs.toFixed(1)} ms, ${slowest}`
  })
}

function namesIn(records: readonly Readonly<Record<string, Cell>>[]): string[] {
  return [...new Set(records.flatMap((record) => Object.keys(record)))].sort()
}

function ends(points: readonly MemoryPoint[], value: (point: MemoryPoint) => number): string {
  const [first] = points
  const last = points.at(-1)
  if (first === undefined || last === undefined) return ''
  return `${value(first).toFixed(1)} → ${value(last).toFixed(1)}`
}

function aligned(rows: readonly (readonly Cell[])[]): string {
  const columns = rows[0]?.length ?? 0
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => String(row[column]).length)),
  )
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 0 ? String(cell).padEnd(width) : String(cell).padStart(width)
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
