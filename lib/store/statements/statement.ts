import type { ClientBase, QueryResultRow } from 'pg'

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
  const result = await client.query<Row>({ ...statement, values })
  return result.rows
}
