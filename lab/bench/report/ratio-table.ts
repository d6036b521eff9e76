import {
  databaseCpu,
  type Measure,
  pairedRatio,
  type Round,
  serviceCpu,
  throughput,
  wholeCpu,
} from './compare.ts'
import { table } from './markdown-table.ts'

/** Two arms that run the same load. */
export interface Pair {
  readonly name: string
  readonly to: string
}

const MEASURES: readonly (readonly [string, Measure])[] = [
  ['throughput', throughput],
  ['service CPU', serviceCpu],
  ['database CPU', databaseCpu],
  ['service + database CPU', wholeCpu],
]

/** Ratios of each pair of arms, CPU per call; null where none of the pairs was measured. */
export function ratioTable(rounds: readonly Round[], pairs: readonly Pair[]): string | null {
  const rows = pairs.flatMap(({ name, to }) => {
    const ratios = MEASURES.map(([, measure]) => pairedRatio(rounds, name, to, measure))
    return ratios.every((ratio) => ratio === null)
      ? []
      : [[`${name} ÷ ${to}`, ...ratios.map((ratio) => ratio?.toFixed(2) ?? '–')]]
  })
  return rows.length === 0 ? null : table(['', ...MEASURES.map(([title]) => title)], rows)
}
