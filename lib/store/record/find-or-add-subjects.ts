import type { ClientBase } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { digestOf } from '../db/uuid-of-digest.ts'
import { keepSubjects } from './keep-subjects.ts'

export interface SubjectKey {
  readonly company: string
  readonly kind: string
  readonly key: string
}

/** A known subject comes with its place in the list, an added one with its key. */
interface Row {
  place: number | null
  id: string
  company: string | null
  kind: string | null
  key_digest: string | null
}

const statement = defineStatement<Row>({
  name: 'find-or-add-subjects',
  columns: { place: true, id: true, company: true, kind: true, key_digest: true },
  // The limit forces one index look-up per subject. A join planned for a small table read the whole
  // list for each row: 15 s for 20,000 subjects.
  text: `
    with wanted as materialized (
      select given.*, known.id
      from unnest($1::text[], $2::text[], $3::uuid[], $4::text[]) with ordinality
        as given (company, kind, key_digest, key, place)
      left join lateral (
        select id from subject
        where company = given.company and kind = given.kind and key_digest = given.key_digest limit 1) as known
        on true
    ), added as (
      insert into subject (company, kind, key_digest, key)
      select company, kind, key_digest, convert_to(key, 'UTF8') from wanted where id is null
      order by company, kind, key_digest
      on conflict do nothing
      returning id, company, kind, key_digest
    )
    select place::int, id, null as company, null as kind, null::uuid as key_digest from wanted where id is not null
    union all
    select null, id, company, kind, key_digest from added`,
})

/** Returns the ids of subjects in the order given, and adds unknown ones. */
export async function findOrAddSubjects(
  client: ClientBase,
  subjects: readonly SubjectKey[],
): Promise<string[]> {
  const digests = subjects.map(({ key }) => digestOf(key))
  const columns = [
    subjects.map(({ company }) => company),
    subjects.map(({ kind }) => kind),
    digests,
    subjects.map(({ key }) => key),
  ]
  const ids: (string | undefined)[] = new Array(subjects.length)
  const keep = (rows: readonly Row[]) => {
    const added = new Map<string, string>()
    for (const { place, id, company, kind, key_digest } of rows) {
      if (place === null) added.set(JSON.stringify([company, kind, key_digest]), id)
      else ids[place - 1] = id
    }
    if (added.size === 0) return
    for (const [index, { company, kind }] of subjects.entries()) {
      ids[index] ??= added.get(JSON.stringify([company, kind, digests[index]]))
    }
  }
  const [, rows] = await Promise.all([keepSubjects(client), run(client, statement, columns)])
  keep(rows)
  // Only a later statement sees a subject that another writer has added meanwhile.
  if (ids.includes(undefined)) keep(await run(client, statement, columns))
  return ids.map((id, index) => {
    if (id === undefined) throw new Error(`subject ${index} was removed while it was looked up`)
    return id
  })
}
