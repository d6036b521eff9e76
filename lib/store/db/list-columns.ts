import { arrayLiteral } from './array-literal.ts'

/** PostgreSQL type of a column that a row has under the same name in camel case. */
type Types<Row> = { readonly [Key in keyof Row]?: string }

/** Columns with values of their own: the name, the type, the value. */
export type ComputedColumns<Row> = Readonly<
  Record<string, readonly [type: string, of: (row: Row) => unknown]>
>

interface Columns<Row> {
  readonly types?: Types<Row>
  readonly computed?: ComputedColumns<Row>
  /**
   * Columns in which few rows differ from the usual value. A type means that null is usual, `true` or
   * `false` a boolean that is usually so. What differs travels as one JSON document for each row: each list
   * costs the server a function call and a table of its own.
   */
  readonly rare?: { readonly [Key in keyof Row]?: string | boolean }
}

/** Rows that a statement gets as lists: one parameter for each column. */
export interface ListColumns<Row> {
  /** What a select of these rows lists: all columns, rare ones read from their document. */
  readonly selected: string
  /** Names of all columns, as `insert` needs them. */
  readonly names: string
  /** SQL of the rows with their place, from 1. The lists are the parameters from number `first` on. */
  from(first: number, alias: string): string
  /** SQL of the list of one column. */
  parameter(first: number, name: string): string
  /** The parameters. */
  values(rows: readonly Row[]): unknown[]
  /** How many parameters there are. */
  readonly count: number
}

/** Derives the names, the parameters and the values of a statement's rows from one table. */
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
