import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { EMPTY_LANE, LANES_OF_SUBJECT, UNUSED_SUBJECT } from './forgotten.ts'

const statement = defineStatement<{ id: string }>({
  name: 'find-forgotten-subjects',
  columns: { id: true },
  text: `
    select s.id
    from unnest($1::bigint[]) as wanted (id) join subject s on s.id = wanted.id
    where exists (select ${LANES_OF_SUBJECT} where ${EMPTY_LANE})
      or (${UNUSED_SUBJECT})`,
})

/** Those of the subjects that seem to have a lane without deliveries, or nothing at all. */
export async function findForgottenSubjects(
  pool: Pool,
  subjectIds: readonly string[],
): Promise<string[]> {
  const rows = await run(pool, statement, [subjectIds])
  return rows.map(({ id }) => id)
}
