import type { BenchDatabase } from '../stage/database.ts'

/** A page of the monitor and where it is. */
export interface View {
  readonly name: string
  readonly path: string
}

/** Every view, with a message and a person of the filled database that have something to show. */
export async function viewsOf(database: BenchDatabase, handler: string): Promise<View[]> {
  const { message, subject } = await database.row<{ message: string; subject: string }>(`
    select d.message_id as message, l.subject_id as subject from lane l
      join delivery d on d.handler_id = l.handler_id and d.subject_id = l.subject_id
    where l.status = 'parked' and d.holds_place order by d.position limit 1`)
  return [
    { name: 'overview', path: '' },
    { name: 'messages', path: 'messages' },
    { name: 'messages, failed', path: 'messages?status=FAILED' },
    { name: 'message', path: `messages/${message}` },
    { name: 'employees', path: 'employees' },
    { name: 'employee', path: `employees/${subject}` },
    { name: 'parked', path: 'parked' },
    { name: 'handlers', path: 'handlers' },
    { name: 'handler', path: `handlers/${handler}` },
    { name: 'refused', path: 'refused' },
    { name: 'connect', path: 'connect' },
    { name: 'history', path: 'history' },
  ]
}
