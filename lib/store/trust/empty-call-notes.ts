import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

export interface EmptyCallNotesOptions {
  readonly pool: Pool
  /** monotonic milliseconds */
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
}

/** Writes empty calls of a path at most once in this time, because senders may send many (ms). */
const EVERY_MS = 10_000

const statement = defineStatement({
  name: 'note-empty-call',
  text: `
    insert into empty_call (path, last_at) values ($1, receiver_clock())
    on conflict (path) do update set last_at = excluded.last_at`,
})

/**
 * Stores the times of accepted empty calls in the background.
 * @returns function for the configured path of an empty call
 */
export function createEmptyCallNotes({
  pool,
  now,
  onFailure,
}: EmptyCallNotesOptions): (path: string) => void {
  const noted = new Map<string, number>()
  return (path) => {
    const last = noted.get(path)
    if (last !== undefined && now() - last < EVERY_MS) return
    noted.set(path, now())
    execute(pool, statement, [path]).catch((error: unknown) => {
      noted.delete(path)
      onFailure(error)
    })
  }
}
