import type { Pool } from 'pg'
import { run, type Statement } from '../statements/statement.ts'
import { idBefore } from './id-before.ts'

const MAX_BATCH = 1_000

const statement: Statement = {
  name: 'delete-refusals',
  text: `
    delete from refusal where id in (
      select id from refusal where id < ${idBefore('$1::bigint')} order by id limit $2)
    returning id`,
}

/** @returns whether there may be more */
export async function deleteRefusals(pool: Pool, ageMs: number): Promise<boolean> {
  return (await run(pool, statement, [ageMs, MAX_BATCH])).length === MAX_BATCH
}
