import type { Pool } from 'pg'
import { ReceiverError } from '../../errors.ts'
import { isReadOnly, requireWritable } from './require-writable.ts'
import { isOutage } from './sql-outage.ts'
import { startFailure } from './start-failure.ts'

const FIRST_PAUSE_MS = 100
const MAX_PAUSE_MS = 500

export interface WaitOptions {
  readonly limitMs: number
  readonly now: () => number
  /** called after every failed attempt */
  readonly onFailure: (error: unknown) => void
}

/**
 * Resolves once the database accepts writes, for example after a standby's promotion.
 * @throws ReceiverError database_unavailable after the limit; at once for errors that waiting cannot
 *   repair
 */
async function waitForDatabase(pool: Pool, options: WaitOptions): Promise<void> {
  const deadline = options.now() + options.limitMs
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(MAX_PAUSE_MS, pauseMs * 2)) {
    try {
      await requireWritable(pool)
      return
    } catch (error) {
      throwIfLasting(error)
      options.onFailure(error)
      if (options.now() + pauseMs > deadline) throw unavailable(options.limitMs, error)
    }
    await pause(pauseMs)
  }
}

/**
 * Runs start-up work on the database and repeats it after an outage: a restart of the server must not
 * fail a start.
 * @throws ReceiverError database_unavailable after the limit
 */
export async function withDatabase<Result>(
  pool: Pool,
  options: WaitOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const deadline = options.now() + options.limitMs
  for (;;) {
    await waitForDatabase(pool, { ...options, limitMs: Math.max(0, deadline - options.now()) })
    try {
      return await work()
    } catch (error) {
      throwIfLasting(error)
      if (!isOutage(error)) throw error
      options.onFailure(error)
      if (options.now() > deadline) throw unavailable(options.limitMs, error)
    }
    await pause(FIRST_PAUSE_MS)
  }
}

function throwIfLasting(error: unknown): void {
  const lasting = startFailure(error)
  if (lasting !== null) throw lasting
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Shows the code only: the driver's text may contain the address with its user. */
function unavailable(limitMs: number, cause: unknown): ReceiverError {
  if (isReadOnly(cause)) {
    return new ReceiverError(
      'database_unavailable',
      `expected a database that takes writes within ${limitMs / 1_000} s, it stayed read-only (25006): ` +
        'the address must lead to the primary, and default_transaction_read_only must be off',
      { cause },
    )
  }
  const { code } = cause as { code?: unknown }
  return new ReceiverError(
    'database_unavailable',
    `expected the database to answer within ${limitMs / 1_000} s, it did not (${code ?? 'no code'}): ` +
      'check the postgresql-db binding or DATABASE_URL, and that the server runs',
    { cause },
  )
}
