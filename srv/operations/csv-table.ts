import type { Position } from '../../lib/store/queries/page.ts'
import { BYTE_ORDER_MARK, csvLine } from './csv.ts'

export type Cell = string | number | null

/** The choices of an export's caller. */
export interface TableFormat<Column extends string> {
  readonly columns: readonly Column[]
  /** in the caller's language; default: English */
  readonly titles?: Readonly<Partial<Record<Column, string>>> | undefined
  /** IANA time zone */
  readonly zone: string
  readonly separator: string
}

export interface TableColumns<Column extends string, Row> {
  readonly titles: Readonly<Record<Column, string>>
  /** its title names the zone */
  readonly timeColumn: Column
  readonly cells: Readonly<Record<Column, (row: Row) => Cell>>
}

export interface TablePage<Row> {
  readonly items: readonly Row[]
  readonly next: Position | null
}

/**
 * Writes a table as CSV, page by page: the memory of an export is one page.
 * @param readPage null = the first page
 */
export async function* csvTable<Column extends string, Row>(
  { columns, titles, zone, separator }: TableFormat<Column>,
  { titles: defaults, timeColumn, cells }: TableColumns<Column, Row>,
  readPage: (after: Position | null) => Promise<TablePage<Row>>,
  isStopping: () => boolean,
): AsyncGenerator<string> {
  const titleOf = (column: Column) => {
    const title = titles?.[column] ?? defaults[column]
    return column === timeColumn ? `${title} (${zone})` : title
  }
  const line = (row: Row) =>
    csvLine(
      columns.map((column) => cells[column](row)),
      separator,
    )
  let start = BYTE_ORDER_MARK + csvLine(columns.map(titleOf), separator)
  let after: Position | null = null
  do {
    if (isStopping()) throw new Error('the instance stops')
    const page: TablePage<Row> = await readPage(after)
    yield start + page.items.map(line).join('')
    start = ''
    after = page.next
  } while (after !== null)
}

/** The shown entries, and how many more there are. */
export function withRest(shown: readonly string[], count: number): string {
  const rest = count - shown.length
  return (rest > 0 ? [...shown, `+${rest}`] : shown).join(', ')
}
