import { arrayLiteral } from './array-literal.ts'

/** PostgreSQL types of columns with the row's field names in snake case. */
type Types<Row> = { readonly [Key in keyof Row]?: string }

/** Columns with computed values: name, type, value. */
export type ComputedColumns<Row> = Readonly<
  Record<string, readonly [type: string, of: (row: Row) => unknown]>
>

interface Columns<Row> {
  readonly types?: Types<Row>
  readonly computed?: ComputedColumns<Row>
  /**
   * Columns in which few rows differ from the default: null for a type, else the boolean given. One JSON
   * document for each row carries the differences, because each list costs the server a function call.
   */
  readonly rare?: { readonly [Key in keyof Row]?: string | boolean }
}

/** Rows as parameters of a statement: one list for each column. */
export interface ListColumns<Row> {
  /** The select list of all columns; reads rare ones from their document. */
  readonly selected: string
  /** Names of all columns, for `insert`. */
  readonly names: string
  /** SQL of the rows with their place, from 1. Parameters start at number `first`. */
  from(first: number, alias: string): string
  /** SQL of the list of one column. */
  parameter(first: number, name: string): string
  values(rows: readonly Row[]): unknown[]
  /** number of parameters */
  readonly count: number
}

/** Derives names, parameters and values of a statement's rows from one table. */
export function listColumns<Row>({ types, computed, rare }: Columns<Row>): ListColumns<Row> {
  const own = Object.entries(types ?? {}) as [keyof Row & string, string][]
  const others = Object.entries(computed ?? {})
  const few = Object.entries(rare ?? {}) as [keyof Row & string, string | boolean][]
  const sent: { name: string; type: string; of: (row: Row) => unknown }[] = [
    ...own.map(([key, type]) => ({ name: snakeCase(key), type, of: (row: Row) => row[key] })),
    ...others.map(([name, [type, of]]) => ({ name, type, of })),
  ]
  if (few.length > 0) sent.push({ name: 'rare', type: 'jsonb', of: documentOf(few) })
  const stored = [...own.map(([key]) => key), ...few.map(([key]) => key)].map(snakeCase)
  return {
    names: stored.join(', '),
    selected: [
      ...own.map(([key]) => snakeCase(key)),
      ...few.map(([key, usual]) => `${rareValue(`rare->>'${key}'`, usual)} as ${snakeCase(key)}`),
    ].join(', '),
    from: (first, alias) =>
      `unnest(${sent.map(({ type }, index) => `$${first + index}::${type}[]`).join(', ')})
        with ordinality as ${alias} (${sent.map(({ name }) => name).join(', ')}, place)`,
    parameter: (first, name) => `$${first + sent.findIndex((column) => column.name === name)}`,
    values: (rows) => sent.map(({ of }) => arrayLiteral(rows, of) ?? rows.map(of)),
    count: sent.length,
  }
}

function rareValue(text: string, usual: string | boolean): string {
  return typeof usual === 'string' ? `(${text})::${usual}` : `coalesce((${text})::bool, ${usual})`
}

function documentOf<Row>(
  few: readonly [keyof Row & string, string | boolean][],
): (row: Row) => string | null {
  return (row) => {
    let document: Record<string, unknown> | null = null
    for (const [key, usual] of few) {
      if (row[key] === (typeof usual === 'string' ? null : usual)) continue
      document ??= {}
      document[key] = row[key]
    }
    return document === null ? null : JSON.stringify(document)
  }
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/**
 * Most rows of one statement. Several statements can write a message of any size, because the statement
 * timeout applies to each of them.
 */
export const MAX_ROWS = 5_000

export function chunksOf<Row>(rows: readonly Row[], size = MAX_ROWS): Row[][] {
  const chunks: Row[][] = []
  for (let start = 0; start < rows.length; start += size) {
    chunks.push(rows.slice(start, start + size))
  }
  return chunks
}
