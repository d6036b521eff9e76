import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { idBefore } from './id-before.ts'

const MAX_BATCH = 1_000

const statement = defineStatement({
  name: 'delete-refusals',
  text: `
    delete from refusal where id in (
      select id from refusal where id < ${idBefore('$1::bigint')} order by id limit $2)
    returning id`,
})

/** A mark outlives the refusals that it covers by nothing. */
const marks = defineStatement({
  name: 'delete-seen-refusals',
  text: `
    delete from seen_refusal where cause in (
      select cause from seen_refusal
      where until < receiver_clock() - $1::bigint * interval '1 millisecond' order by until limit $2)`,
})

/** @returns whether there may be more */
export async function deleteRefusals(pool: Pool, ageMs: number): Promise<boolean> {
  await run(pool, marks, [ageMs, MAX_BATCH])
  return (await run(pool, statement, [ageMs, MAX_BATCH])).length === MAX_BATCH
}
