import type { ClientBase } from 'pg'
import { arrayLiteral } from './array-literal.ts'

/** A named statement is parsed and planned once a connection. */
export interface Statement<Row = unknown> {
  readonly name: string
  readonly text: string
  /** The columns of its rows, if anybody reads them. A test compares them with the database. */
  readonly columns?: Columns<Row>
}

type Columns<Row> = { readonly [Column in keyof Row]-?: true }

const statements = new Map<string, Statement>()

/** @throws Error two statements have one name: a connection would run the one for the other */
export function defineStatement<Row = Record<never, never>>(
  statement: Statement<Row> & { readonly columns?: Columns<Row> },
): Statement<Row> {
  const { name } = statement
  if (statements.has(name)) throw new Error(`expected one statement named ${name}, there are two`)
  statements.set(name, statement)
  return statement
}

/** The statements of all modules that are loaded. */
export function definedStatements(): readonly Statement[] {
  return [...statements.values()]
}

export async function run<Row>(
  client: Pick<ClientBase, 'query'>,
  { name, text }: Statement<Row>,
  values: unknown[],
): Promise<Row[]> {
  const result = await client.query({ name, text, values: values.map(asSent) })
  return result.rows as Row[]
}

function asSent(value: unknown): unknown {
  return Array.isArray(value) ? (arrayLiteral(value) ?? value) : value
}
