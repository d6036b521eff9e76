import type pg from 'pg'
import { BrokenPromise } from '../support/broken-promise.ts'

export interface StoredMessages {
  readonly stored: number
  /** stored for callers who disconnected before the answer */
  readonly untold: number
}

/** Compares the stored messages with the answers. @throws BrokenPromise */
export async function compareStored(
  db: pg.Pool,
  told: ReadonlySet<string>,
): Promise<StoredMessages> {
  const { rows } = await db.query<{ id: string; correlation_id: string }>(
    'select id, correlation_id from message',
  )
  const stored = new Set(rows.map(({ id }) => id))
  const lost = [...told].filter((id) => !stored.has(id))
  if (lost.length > 0) {
    throw new BrokenPromise('what an answer calls stored is stored', `${lost.length} are not`)
  }
  const untold = rows.filter(({ id }) => !told.has(id))
  const secret = untold.filter(({ correlation_id: call }) => call.startsWith('due-'))
  if (secret.length > 0) {
    const some = secret.slice(0, 3).map(({ correlation_id: call }) => call)
    throw new BrokenPromise('what is stored is told', `${secret.length} are not, such as ${some}`)
  }
  return { stored: rows.length, untold: untold.length }
}

export async function isRecorded(db: pg.Pool, id: string): Promise<boolean> {
  const { rows } = await db.query<{ state: string }>('select state from message where id = $1', [
    id,
  ])
  return rows[0]?.state === 'recorded'
}
