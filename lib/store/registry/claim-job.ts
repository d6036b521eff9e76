import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

/** A job that this instance has claimed. */
export interface HeldJob {
  readonly name: string
  /** progress of the job; null = not started */
  readonly cursor: unknown
  /** end of this claim, which identifies it */
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
 * Claims a job of the installation for the time of one small batch.
 * @returns null = not due, or claimed by another instance
 */
export async function claimJob(pool: Pool, name: string, holdMs: number): Promise<HeldJob | null> {
  const [row] = await execute(pool, claim, [name, holdMs])
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
 * Releases a job until it is due again.
 * @returns false = the claim had ended and another instance has the job; the cursor is unchanged
 */
export async function endJob(
  pool: Pool,
  { name, until }: HeldJob,
  nextInMs: number,
  cursor: unknown,
): Promise<boolean> {
  const rows = await execute(pool, end, [name, until, nextInMs, JSON.stringify(cursor)])
  return rows.length === 1
}
