import type { ClientBase } from 'pg'
import { INSTALLATION_KEY } from '../../encryption/vault.ts'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'
import type { ErasedRows } from './forget-action.ts'

const count = defineStatement<ErasedRows>({
  name: 'count-rows-of-subject',
  columns: {
    messages: true,
    events: true,
    searchTexts: true,
    deliveries: true,
    attempts: true,
    effects: true,
    editedForms: true,
  },
  text: `
    with own as materialized (
      select message_id, ordinal, search is not null as searched from event
      where subject_id = $1::bigint and message_id <> $2::uuid
    )
    select count(distinct message_id)::int as messages, count(*)::int as events,
      (count(*) filter (where searched))::int as "searchTexts",
      coalesce(sum((select count(*) from delivery d
        where d.message_id = own.message_id and d.ordinal = own.ordinal)), 0)::int as deliveries,
      coalesce(sum((select count(*) from attempt a
        where a.message_id = own.message_id and a.ordinal = own.ordinal)), 0)::int as attempts,
      coalesce(sum((select count(*) from effect f
        where f.message_id = own.message_id and f.ordinal = own.ordinal)), 0)::int as effects,
      coalesce(sum((select count(*) from edited_event x
        where x.message_id = own.message_id and x.ordinal = own.ordinal)), 0)::int as "editedForms"
    from own`,
})

/** The rows that describe a subject. @param notice the message that tells handlers of the erasure */
export async function countRows(
  client: Queryable,
  subjectId: string,
  notice: string,
): Promise<ErasedRows> {
  const [rows] = await execute(client, count, [subjectId, notice])
  return rows as ErasedRows
}

const emptySearch = defineStatement({
  name: 'empty-search-of-subject',
  text: `
    update event set search = null, effective_on = null
    where subject_id = $1::bigint and (search is not null or effective_on is not null)`,
})

const own = `
    with own as materialized (
      select message_id, ordinal from event where subject_id = $1::bigint and message_id <> $2::uuid
    )`

/** SQL that is true for a row that no key of a person protects. */
const unprotected = (alias: string) =>
  `(${alias}.key_id is null or ${alias}.key_id = '${INSTALLATION_KEY}')`

/** SQL that joins a table `t` with the subject's events. */
const ofSubject = 't.message_id = own.message_id and t.ordinal = own.ordinal'

// Rows that are not encrypted yet, or by the installation's key: destroying the key does not reach them.
const PLAIN = [
  defineStatement({
    name: 'clear-plain-attempts',
    text: `${own}
    update attempt t set error = null, log = null, calls = null, log_lines = null from own
    where ${ofSubject} and ${unprotected('t')}
      and (t.error is not null or t.log is not null or t.calls is not null)`,
  }),
  defineStatement({
    name: 'clear-plain-effects',
    text: `${own}
    update effect t set result = null from own
    where ${ofSubject} and ${unprotected('t')} and t.result is not null`,
  }),
  defineStatement({
    name: 'clear-plain-comments',
    text: `${own}
    update delivery t set comment = null from own
    where ${ofSubject} and ${unprotected('t')} and t.comment is not null`,
  }),
  defineStatement({
    name: 'delete-edited-forms',
    text: `${own}
    delete from edited_event t using own where ${ofSubject}`,
  }),
  defineStatement({
    name: 'clear-plain-bodies',
    text: `${own}
    update message m set body = ''::bytea, hints = null
    from (select distinct message_id from own) mine
    where m.id = mine.message_id and ${unprotected('m')} and m.body <> ''::bytea
      and not exists (
        select from event other where other.message_id = m.id and other.subject_id <> $1::bigint)`,
  }),
  defineStatement({
    name: 'delete-plain-originals',
    text: `${own}
    delete from original_body o using own
    where o.message_id = own.message_id and ${unprotected('o')}
      and not exists (
        select from event other where other.message_id = o.message_id and other.subject_id <> $1::bigint)`,
  }),
  defineStatement({
    name: 'clear-plain-actions',
    text: `${own}
    update action t set comment = null, changes = null
    from own join action_item i on i.message_id = own.message_id and i.ordinal = own.ordinal
    where t.id = i.action_id and ${unprotected('t')} and t.matched = 1
      and (t.comment is not null or t.changes is not null)`,
  }),
]

const eraseKey = defineStatement({
  name: 'erase-key-of-subject',
  text: `
    update subject t set legal_hold = null, blocked_at = null, destroy_at = null,
      key = case when ${unprotected('t')} then ''::bytea else t.key end,
      key_id = case when ${unprotected('t')} then null else t.key_id end
    where id = $1::bigint`,
})

/** Empties what the subject's key does not protect. The subject must be closed. */
export async function eraseRows(
  client: ClientBase,
  subjectId: string,
  notice: string,
): Promise<void> {
  await execute(client, eraseKey, [subjectId])
  await execute(client, emptySearch, [subjectId])
  for (const statement of PLAIN) await execute(client, statement, [subjectId, notice])
}
