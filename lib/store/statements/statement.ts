import type { ClientBase, QueryResultRow } from 'pg'
import { arrayLiteral } from '../array-literal.ts'

/** A named statement is parsed and planned once a connection. */
export interface Statement {
  readonly name: string
  readonly text: string
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
