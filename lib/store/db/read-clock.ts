import type { ClientBase } from 'pg'
import { defineStatement, run } from './statement.ts'

const statement = defineStatement<{ now: Date }>({
  name: 'read-clock',
  columns: { now: true },
  text: 'select receiver_clock() as now',
})

/** The database's clock: what decides when something is due, on all machines alike. */
export async function readClock(client: Pick<ClientBase, 'query'>): Promise<Date> {
  const [row] = await run(client, statement, [])
  return (row as { now: Date }).now
}
