import type { Pool } from 'pg'
import { ReceiverError } from '../errors.ts'

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 2_000

export interface WaitOptions {
  readonly limitMs: number
  readonly now: () => number
  /** told of every attempt in vain */
  readonly onFailure: (error: unknown) => void
}

/**
 * Resolves once the database answers.
 * @throws ReceiverError database_unavailable when it does not within the limit
 */
export async function waitForDatabase(pool: Pool, options: WaitOptions): Promise<void> {
  const deadline = options.now() + options.limitMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    try {
      await pool.query('select 1')
      return
    } catch (error) {
      options.onFailure(error)
      if (options.now() + pauseMs > deadline) throw unavailable(options.limitMs, error)
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
  }
}

/** The driver's own text may hold the address with its user: the code is enough. */
function unavailable(limitMs: number, cause: unknown): ReceiverError {
  const { code } = cause as { code?: unknown }
  return new ReceiverError(
    'database_unavailable',
    `expected the database to answer within ${limitMs / 1_000} s, it did not (${code ?? 'no code'}): ` +
      'check the postgresql-db binding or DATABASE_URL, and that the server runs',
    { cause },
  )
}
