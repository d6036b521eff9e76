import type { ClientBase } from 'pg'
import { run, type Statement } from './statement.ts'

const statement: Statement = { name: 'read-clock', text: 'select receiver_clock() as now' }

/** The database's clock: what decides when something is due, on all machines alike. */
export async function readClock(client: Pick<ClientBase, 'query'>): Promise<Date> {
  const [row] = await run<{ now: Date }>(client, statement, [])
  return (row as { now: Date }).now
}
