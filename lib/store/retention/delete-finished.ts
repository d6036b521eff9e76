import type { Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'
import { inTransaction } from '../db/transaction.ts'
import { idBefore } from './id-before.ts'

/** Keeps a batch at some tens of milliseconds. One message may hold thousands of events. */
const MAX_MESSAGES = 200
const MAX_EVENTS = 500

/**
 * SQL that is true for a message `m` without open work whose last delivery ended `$2` ms ago. An open
 * delivery keeps its message at any age: a parked head and its followers wait for a person.
 * An undecodable body has no deliveries and is deleted at its age: it may hold any personal data, and
 * it has raised an alert. A pending fan-out to a removed handler does not keep a message.
 */
const FINISHED = `not exists (
        select from delivery d
        where d.message_id = m.id and (d.holds_place or d.state in ('waiting', 'scheduled', 'running', 'retrying')
          or d.settled_at > receiver_clock() - $2::bigint * interval '1 millisecond'))
      and not exists (select from deferred_delivery d where d.message_id = m.id)
      and not exists (
        select from handler h join pending_fan_out f on f.handler_id = h.id and f.message_id = m.id
        where h.retired_at is null or h.retired_at > receiver_clock() - $2::bigint * interval '1 millisecond')`

interface WalkedMessages {
  /** the last message of the batch; null = none is old enough */
  readonly last: string | null
  readonly finished: string[]
}

const find = defineStatement<WalkedMessages>({
  name: 'find-finished-messages',
  columns: { last: true, finished: true },
  // A transaction that is about to add work to a message holds its row: the message stays for now.
  text: `
    with walked as materialized (
      select id from (
        select id, sum(event_count) over (order by id) - event_count as events_before from (
          select id, event_count from message
          where id > $1::uuid and id < ${idBefore('$2::bigint')}
          order by id
          limit $3
        ) m
      ) m
      where events_before < $4
    ), old as (
      select m.id from walked join message m on m.id = walked.id
      where ${FINISHED}
      for update of m skip locked
    )
    select (select id from walked order by id desc limit 1) as last,
      array(select id from old) as finished`,
})

interface DeletedMessages {
  readonly deleted: number
  /** ids of the subjects of their events and deliveries */
  readonly subjects: string[]
}

const remove = defineStatement<DeletedMessages>({
  name: 'delete-messages',
  columns: { deleted: true, subjects: true },
  // The messages are locked; a newer snapshot checks them again. delete-identities.ts deletes identities,
  // which have no index by message. A foreign key deletes the originals of repaired messages.
  text: `
    with gone as materialized (
      select m.id from unnest($1::uuid[]) as m (id) where ${FINISHED}
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
    ), setbacks as (
      delete from unsuccessful_delivery using gone cross join (values ('failed'), ('skipped'), ('cancelled')) s (state)
      where unsuccessful_delivery.state = s.state and unsuccessful_delivery.message_id = gone.id
    )
    select (select count(*)::int from gone) as deleted,
      array(select subject_id from events union select subject_id from deliveries) as subjects`,
})

/** Deletes the finished messages of one batch, with all their rows. */
export function deleteFinished(
  pool: Pool,
  after: string,
  ageMs: number,
): Promise<DeletedMessages & Pick<WalkedMessages, 'last'>> {
  return inTransaction(pool, async (client) => {
    const [walked] = await run(client, find, [after, ageMs, MAX_MESSAGES, MAX_EVENTS])
    const { last, finished } = walked as WalkedMessages
    const [gone] = finished.length === 0 ? [] : await run(client, remove, [finished, ageMs])
    const result = { last, ...(gone ?? { deleted: 0, subjects: [] }) }
    return { result, lastStatement: Promise.resolve() }
  })
}
