import { defineStatement, execute, type Queryable } from '../db/statement.ts'

const statement = defineStatement<{ id: number }>({
  name: 'find-handler-id',
  columns: { id: true },
  text: 'select id from handler where name = $1',
})

/** The id of a handler's row; null = no handler with this name. */
export async function findHandlerId(client: Queryable, name: string): Promise<number | null> {
  const [row] = await execute(client, statement, [name])
  return row?.id ?? null
}
