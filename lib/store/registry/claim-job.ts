import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

/** A job that this instance has claimed for a while. */
export interface HeldJob {
  readonly name: string
  /** how far it is; null = at its beginning */
  readonly cursor: unknown
  /** tells our hold from a later one */
  readonly until: string
}

const claim = defineStatement<{ cursor: unknown; until: string }>({
  name: 'claim-job',
  columns: { cursor: true, until: true },
  text: `
    insert into job (name, due_at) values ($1, receiver_clock() + $2::int * interval '1 millisecond')
    on conflict (name) do update set due_at = excluded.due_at where job.due_at <= receiver_clock()
    returning cursor, due_at::text as until`,
})

/**
 * Takes what must be done once for the installation, for as long as a small part of it takes.
 * @returns null = it is not due, or another instance has it
 */
export async function claimJob(pool: Pool, name: string, holdMs: number): Promise<HeldJob | null> {
  const [row] = await run(pool, claim, [name, holdMs])
  return row === undefined ? null : { name, ...row }
}

const end = defineStatement({
  name: 'end-job',
  text: `
    update job set due_at = receiver_clock() + $3::int * interval '1 millisecond', cursor = $4::jsonb
    where name = $1 and due_at = $2::timestamptz
    returning name`,
})

/**
 * Gives a job back and says when it is due again.
 * @returns false = the hold was over and another instance has taken it; its cursor is unchanged
 */
export async function endJob(
  pool: Pool,
  { name, until }: HeldJob,
  nextInMs: number,
  cursor: unknown,
): Promise<boolean> {
  const rows = await run(pool, end, [name, until, nextInMs, JSON.stringify(cursor)])
  return rows.length === 1
}
