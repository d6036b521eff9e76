import type { Pool } from 'pg'
import { inTransaction } from '../db/transaction.ts'
import { type DeletedMessages, deleteMessages } from './delete-messages.ts'
import { findFinishedMessages } from './find-finished-messages.ts'

/** Small enough that nobody notices: some tens of milliseconds. One message may hold thousands of events. */
const MAX_BATCH = { messages: 200, events: 500 }

export interface DeletedBatch extends DeletedMessages {
  /** the last message that was looked at; null = there were no more that are old enough */
  readonly last: string | null
}

/** Walks on through old messages, and deletes those in which nothing is left to be done. */
export function deleteFinished(pool: Pool, after: string, ageMs: number): Promise<DeletedBatch> {
  return inTransaction(pool, async (client) => {
    const { last, finished } = await findFinishedMessages(client, after, ageMs, MAX_BATCH)
    const { deleted, subjects } =
      finished.length === 0
        ? { deleted: 0, subjects: [] }
        : await deleteMessages(client, finished, ageMs)
    return {
      result: { deleted, subjects, last },
      lastStatement: Promise.resolve(),
    }
  })
}
