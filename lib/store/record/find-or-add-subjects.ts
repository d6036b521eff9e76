import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { digestOf } from '../db/uuid-of-digest.ts'
import { keepSubjects } from './keep-subjects.ts'

export interface SubjectKey {
  readonly company: string
  readonly kind: string
  readonly key: string
}

interface Row {
  place: number
  id: string
}

const find = defineStatement<Row>({
  name: 'find-subjects',
  columns: { place: true, id: true },
  // The limit keeps each look-up apart: a join may be planned for a small table and then read the whole
  // list once for each of its rows, which took 15 s for 20,000 subjects.
  text: `
    select wanted.place::int, found.id
    from unnest($1::text[], $2::text[], $3::uuid[]) with ordinality as wanted (company, kind, key_digest, place)
    cross join lateral (
      select id from subject
      where company = wanted.company and kind = wanted.kind and key_digest = wanted.key_digest limit 1) as found`,
})

const add = defineStatement({
  name: 'add-subjects',
  text: `
    insert into subject (company, kind, key_digest, key)
    select company, kind, key_digest, convert_to(key, 'UTF8')
    from unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) as wanted (company, kind, key_digest, key)
    order by company, kind, key_digest
    on conflict do nothing`,
})

/** The ids of subjects, in the order asked for; unknown ones are added. */
export async function findOrAddSubjects(
  client: ClientBase,
  subjects: readonly SubjectKey[],
): Promise<string[]> {
  const columns = (of: readonly SubjectKey[]) => [
    of.map((subject) => subject.company),
    of.map((subject) => subject.kind),
    of.map((subject) => digestOf(subject.key)),
  ]
  const ids: (string | undefined)[] = new Array(subjects.length)
  const keep = (rows: Row[]) => {
    for (const row of rows) ids[row.place - 1] = row.id
  }
  const [, known] = await Promise.all([keepSubjects(client), run(client, find, columns(subjects))])
  keep(known)
  const missing = subjects.filter((_, index) => ids[index] === undefined)
  if (missing.length > 0) {
    await run(client, add, [...columns(missing), missing.map(({ key }) => key)])
    // A loser of the race reads the winner's row only in a statement of its own.
    keep(await run(client, find, columns(subjects)))
  }
  return ids.map((id, index) => {
    if (id === undefined) throw new Error(`subject ${index} was removed while it was looked up`)
    return id
  })
}
