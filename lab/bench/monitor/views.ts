import type { BenchDatabase } from '../stage/database.ts'

/** A page of the monitor and where it is. */
export interface View {
  readonly name: string
  readonly path: string
  /** CSS selector of its first data */
  readonly content: string
}

const ROW = 'ui5-table-row'

/** Every view, with a message and a person of the filled database that have something to show. */
export async function viewsOf(
  database: BenchDatabase,
  handler: string,
  action: string,
): Promise<View[]> {
  const { message, subject } = await database.row<{ message: string; subject: string }>(`
    select d.message_id as message, l.subject_id as subject from lane l
      join delivery d on d.handler_id = l.handler_id and d.subject_id = l.subject_id
    where l.status = 'parked' and d.holds_place order by d.position limit 1`)
  return [
    { name: 'overview', path: '', content: '.tile-value' },
    { name: 'messages', path: 'messages', content: ROW },
    { name: 'messages, failed', path: 'messages?status=FAILED', content: ROW },
    { name: 'message', path: `messages/${message}`, content: '.timeline' },
    { name: 'employees', path: 'employees', content: ROW },
    { name: 'employee', path: `employees/${subject}`, content: '.swimlanes tbody tr' },
    { name: 'parked', path: 'parked', content: '.parked-cause' },
    { name: 'handlers', path: 'handlers', content: ROW },
    { name: 'handler', path: `handlers/${handler}`, content: '.handler-grid .field-value' },
    { name: 'refused', path: 'refused', content: '.refusal-advice' },
    { name: 'connect', path: 'connect', content: '.connect-value' },
    { name: 'history', path: 'history', content: ROW },
    { name: 'action', path: `history/${action}`, content: ROW },
  ]
}
