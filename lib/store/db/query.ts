import { hasSealed, openRows } from './sealed-values.ts'
import { type Sql, textOf } from './sql.ts'
import type { Queryable } from './statement.ts'

/**
 * Runs a built statement without a name, so that PostgreSQL plans it for its values. Planning costs a
 * millisecond and avoids a plan for other values. Opens the sealed values of the rows.
 */
export async function query<Row>(client: Queryable, statement: Sql): Promise<Row[]> {
  const text = textOf(statement)
  const { rows } = await client.query(text, [...statement.values])
  if (hasSealed(text)) await openRows(client, rows)
  return rows as Row[]
}
