import type { Pool } from 'pg'
import { v7 } from 'uuid'

const DAY_MS = 24 * 60 * 60_000

/** The id of something that was made so many days ago. */
export function idOfDaysAgo(days: number): string {
  return v7({ msecs: Date.now() - days * DAY_MS })
}

export interface StoredDelivery {
  readonly state?: string
  readonly holdsPlace?: boolean
  readonly settledDaysAgo?: number
}

/**
 * Writes a message of one event and one delivery with everything that can belong to it, as recording and
 * dispatching leave it behind.
 * @returns its id
 */
export async function storeMessage(
  db: Pool,
  subjectKey: string,
  daysAgo: number,
  { state = 'completed', holdsPlace = false, settledDaysAgo }: StoredDelivery = {},
): Promise<string> {
  const id = idOfDaysAgo(daysAgo)
  const waiting = holdsPlace ? 1 : 0
  const settled = holdsPlace || state === 'scheduled' ? null : (settledDaysAgo ?? daysAgo)
  await db.query(
    `with s as (
       insert into subject (company, kind, key_digest, key)
             values ('ACME', 'userId', md5($2)::uuid, convert_to($2, 'UTF8'))
       on conflict (company, kind, key_digest) do update set key = excluded.key returning id
     ), l as (
       insert into lane (handler_id, subject_id, waiting, status)
       select 1, id, $3, case when $4 = 'failed' and $5 then 'parked' else 'open' end from s
       on conflict (handler_id, subject_id) do update set waiting = lane.waiting + excluded.waiting
     ), m as (
       insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id, body)
       values ($1, now(), 'recorded', 1, 1, $1, '', 'x')
     ), i as (
       insert into identity (id, content, message_id, ordinal) values ($1, $1, $1, 0)
     ), v as (
       insert into identity_variant (id, content, message_id, ordinal) values ($1, $1, $1, 0)
     ), e as (
       insert into event (message_id, ordinal, position, subject_id, other_content)
       select $1, 0, nextval('event_position'), id, false from s
     ), a as (
       insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
         ended_at, outcome)
       values ($1, 0, 1, 0, 1, 1, $1, now(), now(), 'completed')
     ), f as (
       insert into effect (message_id, ordinal, handler_id, run, edit, name, attempt, started_at)
       values ($1, 0, 1, 0, 0, 'write', 1, now())
     ), b as (
       insert into edited_event (message_id, ordinal, handler_id, run, edit, body)
       values ($1, 0, 1, 0, 1, 'x')
     ), o as (
       insert into original_body (message_id, body, action_id) values ($1, 'x', $1)
     ), c as (
       insert into action (id, kind, issuer, client_id, tenant, requested_at, state, finished_at)
       values ($1, 'replay', '', '', '', now(), 'finished', now() - $6 * interval '1 day')
     ), t as (
       insert into action_item (message_id, ordinal, handler_id, run, action_id, result)
       values ($1, 0, 1, 0, $1, 'done')
     ), k as (
       insert into unsuccessful_delivery (state, message_id, ordinal, handler_id, run)
       select $4, $1, 0, 1, 0 where $4 in ('failed', 'skipped', 'cancelled') and not $5
     ), w as (
       insert into deferred_delivery (message_id, ordinal, handler_id, run, subject_id, due_at)
       select $1, 0, 1, 0, id, now() from s where $4 = 'scheduled' and not $5
     )
     insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, holds_place, late, settled_at)
     select $1, 0, 1, id, 1, $4, $5, false, now() - $7::float8 * interval '1 day' from s`,
    [id, subjectKey, waiting, state, holdsPlace, daysAgo, settled],
  )
  return id
}
