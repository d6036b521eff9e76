import type { ClientBase } from 'pg'
import { arrayLiteral } from './array-literal.ts'

/** A pool, or one of its connections. */
export type Queryable = Pick<ClientBase, 'query'>

/** A named statement: each connection parses and plans it once. */
export interface Statement<Row = unknown> {
  readonly name: string
  readonly text: string
  /** The columns of its result, if used. A test compares them with the database. */
  readonly columns?: Columns<Row>
}

type Columns<Row> = { readonly [Column in keyof Row]-?: true }

const statements = new Map<string, Statement>()

/** @throws Error if the name is already used: a connection would run the other statement */
export function defineStatement<Row = Record<never, never>>(
  statement: Statement<Row> & { readonly columns?: Columns<Row> },
): Statement<Row> {
  const { name } = statement
  if (statements.has(name)) throw new Error(`expected one statement named ${name}, there are two`)
  statements.set(name, statement)
  return statement
}

/** The statements of all loaded modules. */
export function definedStatements(): readonly Statement[] {
  return [...statements.values()]
}

export async function execute<Row>(
  client: Queryable,
  { name, text }: Statement<Row>,
  values: unknown[],
): Promise<Row[]> {
  const result = await client.query({ name, text, values: values.map(asSent) })
  return result.rows as Row[]
}

function asSent(value: unknown): unknown {
  return Array.isArray(value) ? (arrayLiteral(value) ?? value) : value
}

const clock = defineStatement<{ now: Date }>({
  name: 'read-clock',
  columns: { now: true },
  text: 'select receiver_clock() as now',
})

/** The database's clock decides on due times, the same for all machines. */
export async function readClock(client: Queryable): Promise<Date> {
  const [row] = await execute(client, clock, [])
  return (row as { now: Date }).now
}
