import type { ClientBase } from 'pg'
import { defineStatement, run } from './statement.ts'

const statement = defineStatement({ name: 'read-clock', text: 'select receiver_clock() as now' })

/** The database's clock: what decides when something is due, on all machines alike. */
export async function readClock(client: Pick<ClientBase, 'query'>): Promise<Date> {
  const [row] = await run<{ now: Date }>(client, statement, [])
  return (row as { now: Date }).now
}
