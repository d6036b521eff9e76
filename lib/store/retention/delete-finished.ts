import type { ClientBase, Pool } from 'pg'
import { defineStatement, execute, type Statement } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { idBefore } from './id-before.ts'
import { judgedBy, type RetentionPeriods, valuesOfPeriods } from './retention-rules.ts'

/** Keeps a batch at some tens of milliseconds. One message may hold thousands of events. */
const MAX_MESSAGES = 200
const MAX_EVENTS = 500

/**
 * SQL that is true for a message `m` without open work whose last delivery ended `ageMs` ago. An open
 * delivery keeps its message at any age: a parked head and its followers wait for a person.
 * An undecodable body has no deliveries and is deleted at its age: it may hold any personal data, and
 * it has raised an alert. A pending fan-out to a removed handler does not keep a message.
 */
const finished = (ageMs: string) => `not exists (
        select from delivery d
        where d.message_id = m.id and (d.holds_place or d.state in ('waiting', 'scheduled', 'running', 'retrying')
          or d.settled_at > receiver_clock() - ${ageMs} * interval '1 millisecond'))
      and not exists (select from deferred_delivery d where d.message_id = m.id)
      and not exists (
        select from handler h join pending_fan_out f on f.handler_id = h.id and f.message_id = m.id
        where h.retired_at is null or h.retired_at > receiver_clock() - ${ageMs} * interval '1 millisecond')`

interface WalkedMessages {
  /** the last message of the batch; null = there is none */
  readonly last: string | null
  /** messages to delete, and their periods */
  readonly finished: string[]
  readonly ages: string[]
  /** messages whose period is over, finished or not */
  readonly due: string[]
}

/** SQL of a batch of messages after `$1` that are older than `$2`. */
const walked = `
      select id from (
        select id, sum(event_count) over (order by id) - event_count as events_before from (
          select id, event_count from message
          where id > $1::uuid and id < ${idBefore('$2::bigint')}
          order by id
          limit $3
        ) m
      ) m
      where events_before < $4`

const columns = { last: true, finished: true, ages: true, due: true } as const

const find = defineStatement<WalkedMessages>({
  name: 'find-finished-messages',
  columns,
  // A transaction that is about to add work to a message holds its row: the message stays for now.
  text: `
    with walked as materialized (${walked}
    ), old as (
      select m.id from walked join message m on m.id = walked.id
      where ${finished('$2::bigint')}
      for update of m skip locked
    )
    select (select id from walked order by id desc limit 1) as last,
      array(select id from old) as finished, array(select $2::bigint from old) as ages, '{}'::uuid[] as due`,
})

const byPeriod = (walk: string, isDue: string, first: number) => `
    with walked as materialized (${walk}
    ), judged as materialized (${judgedBy(first)}
    ), due as materialized (
      select id, ms from judged where ${isDue}
    ), old as (
      select m.id, due.ms from due join message m on m.id = due.id
      where ${finished('due.ms')}
      for update of m skip locked
    )
    select (select id from walked order by id desc limit 1) as last,
      array(select id from old order by id) as finished, array(select ms from old order by id) as ages,
      array(select id from due) as due`

const findByPeriod = defineStatement<WalkedMessages>({
  name: 'find-finished-by-period',
  columns,
  text: byPeriod(walked, 'ms <= $2::bigint', 5),
})

const findOverdue = defineStatement<WalkedMessages>({
  name: 'find-finished-overdue',
  columns,
  text: byPeriod(
    `
      select message_id as id from overdue_message where message_id > $1::uuid order by message_id limit $2`,
    `id < ${idBefore('ms')}`,
    3,
  ),
})

const forgetOverdue = defineStatement({
  name: 'forget-overdue',
  text: `
    delete from overdue_message
    where message_id > $1::uuid and message_id <= $2::uuid and message_id <> all($3::uuid[])`,
})

const keepOverdue = defineStatement({
  name: 'keep-overdue',
  text: `insert into overdue_message select unnest($1::uuid[]) on conflict do nothing`,
})

interface DeletedMessages {
  readonly deleted: number
  /** ids of the subjects of their events and deliveries */
  readonly subjects: string[]
}

const remove = defineStatement<{ gone: string[]; subjects: string[] }>({
  name: 'delete-messages',
  columns: { gone: true, subjects: true },
  // The messages are locked; a newer snapshot checks them again. delete-identities.ts deletes identities,
  // which have no index by message. A foreign key deletes the originals of repaired messages.
  text: `
    with gone as materialized (
      select m.id from unnest($1::uuid[], $2::bigint[]) as m (id, age) where ${finished('m.age')}
    ), messages as (
      delete from message using gone where message.id = gone.id
    ), events as (
      delete from event using gone where event.message_id = gone.id returning event.subject_id
    ), deliveries as (
      delete from delivery using gone where delivery.message_id = gone.id returning delivery.subject_id
    ), attempts as (
      delete from attempt using gone where attempt.message_id = gone.id
    ), effects as (
      delete from effect using gone where effect.message_id = gone.id
    ), edits as (
      delete from edited_event using gone where edited_event.message_id = gone.id
    ), items as (
      delete from action_item using gone where action_item.message_id = gone.id
    ), overdue as (
      delete from overdue_message using gone where overdue_message.message_id = gone.id
    ), unsuccessful as (
      delete from unsuccessful_delivery using gone cross join (values ('failed'), ('skipped'), ('cancelled')) s (state)
      where unsuccessful_delivery.state = s.state and unsuccessful_delivery.message_id = gone.id
    )
    select array(select id from gone) as gone,
      array(select subject_id from events union select subject_id from deliveries) as subjects`,
})

type Batch = DeletedMessages & Pick<WalkedMessages, 'last'>

/** Deletes the finished messages of one batch, with all their rows: one period for all. */
export function deleteFinished(pool: Pool, after: string, ageMs: number): Promise<Batch> {
  const values = [after, ageMs, MAX_MESSAGES, MAX_EVENTS]
  return inTransaction(pool, async (client) => (await removeFound(client, find, values)).result)
}

/**
 * Deletes the finished messages of one batch whose own period is at most `ageMs`.
 * @param isLongest the last of all periods; for the others the messages that are not finished are listed
 */
export function deleteByPeriod(
  pool: Pool,
  after: string,
  ageMs: number,
  periods: RetentionPeriods,
  isLongest: boolean,
): Promise<Batch> {
  const values = [after, ageMs, MAX_MESSAGES, MAX_EVENTS, ...valuesOfPeriods(periods)]
  return inTransaction(pool, async (client) => {
    const { result, left } = await removeFound(client, findByPeriod, values)
    if (!isLongest && left.length > 0) await execute(client, keepOverdue, [left])
    return result
  })
}

/** Deletes the finished messages of one batch of the list. */
export function deleteOverdue(
  pool: Pool,
  after: string,
  periods: RetentionPeriods,
): Promise<Batch> {
  const values = [after, MAX_MESSAGES, ...valuesOfPeriods(periods)]
  return inTransaction(pool, async (client) => {
    const { result, due } = await removeFound(client, findOverdue, values)
    // Their message is gone, or other rules give it a longer period.
    if (result.last !== null) await execute(client, forgetOverdue, [after, result.last, due])
    return result
  })
}

async function removeFound(
  client: ClientBase,
  statement: Statement<WalkedMessages>,
  values: unknown[],
): Promise<{ result: Batch; due: readonly string[]; left: readonly string[] }> {
  const [walked] = await execute(client, statement, values)
  const { last, finished, ages, due } = walked as WalkedMessages
  const [removed] = finished.length === 0 ? [] : await execute(client, remove, [finished, ages])
  const { gone, subjects } = removed ?? { gone: [], subjects: [] }
  const isGone = new Set(gone)
  const left = due.filter((id) => !isGone.has(id))
  return { result: { last, deleted: gone.length, subjects }, due, left }
}
