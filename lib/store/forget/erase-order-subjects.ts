import type { ClientBase } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'
import { lockSubjects } from './close-subject.ts'

const find = defineStatement<{ id: string }>({
  name: 'find-order-subjects',
  columns: { id: true },
  text: `
    select distinct d.subject_id as id
    from event e join delivery d on d.message_id = e.message_id and d.ordinal = e.ordinal
    where e.subject_id = $1::bigint and e.message_id <> $2::uuid and d.subject_id <> $1::bigint`,
})

const erase = defineStatement<{ id: string; keyId: string | null }>({
  name: 'erase-order-subjects',
  columns: { id: true, keyId: true },
  // Subjects that a handler's orderBy made. Their keys come from the person's events alone. A new digest
  // breaks the link: a later event with the same key gets another subject.
  text: `
    with alone as (
      select s.id, s.key_id from unnest($2::bigint[]) as used (id) join subject s on s.id = used.id
      where s.key <> ''::bytea and not exists (
        select from handler h
        join delivery d on d.handler_id = h.id and d.subject_id = used.id
        join event e on e.message_id = d.message_id and e.ordinal = d.ordinal
        where e.subject_id <> $1::bigint)
      for update of s
    )
    update subject s set key = ''::bytea, key_id = null, key_digest = gen_random_uuid() from alone
    where s.id = alone.id
    returning s.id, alone.key_id as "keyId"`,
})

/**
 * Erases the keys by which handlers order this person's events alone. The lock waits for recordings that
 * put an event of another person into one of these lanes.
 * @returns the ids of their keys
 */
export async function eraseOrderSubjects(
  client: ClientBase,
  subjectId: string,
  notice: string,
): Promise<string[]> {
  const used = (await execute(client, find, [subjectId, notice])).map(({ id }) => id)
  if (used.length === 0) return []
  await lockSubjects(client)
  const rows = await execute(client, erase, [subjectId, used])
  return rows.flatMap(({ keyId }) => (keyId === null ? [] : [keyId]))
}
