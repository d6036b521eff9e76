import type { ClientBase, QueryResultRow } from 'pg'
import { arrayLiteral } from '../array-literal.ts'

/** A named statement is parsed and planned once a connection. */
export interface Statement {
  readonly name: string
  readonly text: string
}

const statements = new Map<string, Statement>()

/** @throws Error two statements have one name: a connection would run the one for the other */
export function defineStatement(statement: Statement): Statement {
  const { name } = statement
  if (statements.has(name)) throw new Error(`expected one statement named ${name}, there are two`)
  statements.set(name, statement)
  return statement
}

/** The statements of all modules that are loaded. */
export function definedStatements(): readonly Statement[] {
  return [...statements.values()]
}

export async function run<Row extends QueryResultRow>(
  client: Pick<ClientBase, 'query'>,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const result = await client.query<Row>({ ...statement, values: values.map(asSent) })
  return result.rows
}

function asSent(value: unknown): unknown {
  return Array.isArray(value) ? (arrayLiteral(value) ?? value) : value
}
