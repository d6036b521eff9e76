import type { ClientBase, Pool } from 'pg'
import { inTransaction } from '../db/transaction.ts'
import { claimJob, endJob } from '../registry/claim-job.ts'
import { CLEAR_TABLES } from './clear-tables.ts'
import { encryptMessages } from './encrypt-messages.ts'
import { type After, encryptRows } from './encrypt-rows.ts'
import { encryptSubjects } from './encrypt-subjects.ts'

const NAME = 'encryption'
const HOLD_MS = 60_000
const DAY_MS = 24 * 60 * 60_000
const BATCH = 100

type Step = (client: ClientBase, after: After) => Promise<After>

interface Cursor {
  /** index of the table; as many as there are tables = done for good */
  readonly step: number
  readonly after: After
}

/**
 * Encrypts what is stored without a key, one small batch in each call. Continues after a restart; when all is
 * done, it stays done: new rows are encrypted when they are written.
 * @returns whether there is more
 */
export async function encryptStored(pool: Pool, batch = BATCH): Promise<boolean> {
  const job = await claimJob(pool, NAME, HOLD_MS)
  if (job === null) return false
  const steps = stepsOf(batch)
  const cursor = (job.cursor as Cursor | null) ?? { step: 0, after: null }
  const step = steps[cursor.step]
  if (step === undefined) {
    await endJob(pool, job, DAY_MS, cursor)
    return false
  }
  const after = await inTransaction(pool, (client) => step(client, cursor.after))
  const next = after === null ? { step: cursor.step + 1, after: null } : { ...cursor, after }
  return endJob(pool, job, 0, next)
}

function stepsOf(batch: number): Step[] {
  return [
    (client, after) => encryptSubjects(client, after, batch),
    (client, after) => encryptMessages(client, after, batch),
    ...CLEAR_TABLES.map(
      (table): Step =>
        (client, after) =>
          encryptRows(client, table, after, batch),
    ),
  ]
}
