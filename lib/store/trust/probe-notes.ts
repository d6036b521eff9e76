import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

export interface ProbeNotesOptions {
  readonly pool: Pool
  /** monotonic milliseconds */
  readonly now: () => number
  readonly onFailure: (error: unknown) => void
}

/** Probes of one path are written down at most this often: whoever may send could send many (ms). */
const EVERY_MS = 10_000

const statement = defineStatement({
  name: 'note-probe',
  text: `
    insert into empty_call (path, last_at) values ($1, receiver_clock())
    on conflict (path) do update set last_at = excluded.last_at`,
})

/**
 * Writes down that a probe was let in. Nobody waits for it: the answer to a probe does not depend on it.
 * @returns takes the path, one of those that are configured
 */
export function createProbeNotes({
  pool,
  now,
  onFailure,
}: ProbeNotesOptions): (path: string) => void {
  const noted = new Map<string, number>()
  return (path) => {
    const last = noted.get(path)
    if (last !== undefined && now() - last < EVERY_MS) return
    noted.set(path, now())
    run(pool, statement, [path]).catch((error: unknown) => {
      noted.delete(path)
      onFailure(error)
    })
  }
}
