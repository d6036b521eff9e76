import type { Pool } from 'pg'
import { defineStatement, run } from './statements/statement.ts'

/** A duty that is ours for a while. */
export interface HeldDuty {
  readonly name: string
  /** how far it is; null = at its beginning */
  readonly place: unknown
  /** tells our hold from a later one */
  readonly until: string
}

const claim = defineStatement({
  name: 'claim-duty',
  text: `
    insert into duty (name, due_at) values ($1, receiver_clock() + $2::int * interval '1 millisecond')
    on conflict (name) do update set due_at = excluded.due_at where duty.due_at <= receiver_clock()
    returning place, due_at::text as until`,
})

/**
 * Takes what must be done once for the installation, for as long as a small part of it takes.
 * @returns null = it is not due, or another instance has it
 */
export async function claimDuty(
  pool: Pool,
  name: string,
  holdMs: number,
): Promise<HeldDuty | null> {
  const [row] = await run<{ place: unknown; until: string }>(pool, claim, [name, holdMs])
  return row === undefined ? null : { name, ...row }
}

const end = defineStatement({
  name: 'end-duty',
  text: `
    update duty set due_at = receiver_clock() + $3::int * interval '1 millisecond', place = $4::jsonb
    where name = $1 and due_at = $2::timestamptz
    returning name`,
})

/**
 * Lets go of a duty and says when it is due again.
 * @returns false = the hold was over and another instance has taken it; its place is left alone
 */
export async function endDuty(
  pool: Pool,
  { name, until }: HeldDuty,
  nextInMs: number,
  place: unknown,
): Promise<boolean> {
  const rows = await run(pool, end, [name, until, nextInMs, JSON.stringify(place)])
  return rows.length === 1
}
