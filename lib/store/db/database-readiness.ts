import { setTimeout } from 'node:timers/promises'
import type { Pool } from 'pg'
import { requireWritable } from './require-writable.ts'

/** Cloud Foundry expects an answer within a second; a hanging database is not ready. */
const ANSWER_MS = 800
/** Anyone may call the health check: its callers share one query for this time. */
const SHARED_MS = 1_000

/** Whether the database answers and accepts writes. @param now monotonic milliseconds */
export function databaseReadiness(pool: Pool, now: () => number): () => Promise<boolean> {
  let shared: Promise<boolean> | null = null
  let until = 0
  return () => {
    if (shared === null || now() >= until) {
      shared = answers(pool)
      until = now() + SHARED_MS
    }
    return shared
  }
}

function answers(pool: Pool): Promise<boolean> {
  const answered = requireWritable(pool).then(
    () => true,
    () => false,
  )
  return Promise.race([answered, setTimeout(ANSWER_MS, false, { ref: false })])
}
