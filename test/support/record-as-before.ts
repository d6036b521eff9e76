import { randomUUID } from 'node:crypto'
import type { Pool, PoolClient } from 'pg'

export interface OldRecorder {
  readonly failures: unknown[]
  /** messages, each recorded and settled */
  recorded(): number
  stop(): Promise<void>
}

/** Records and settles one message after the other with the statements of schema 0001. */
export function recordAsBefore(pool: Pool, seed: number): OldRecorder {
  const failures: unknown[] = []
  let recorded = 0
  let stopped = false

  async function keepOn(): Promise<void> {
    for (let subject = seed * 1_000_000; !stopped; subject += 1) {
      try {
        const id = randomUUID()
        await inTransaction(pool, (client) => record(client, id, subject))
        await inTransaction(pool, (client) => settle(client, id, subject))
        recorded += 1
      } catch (error) {
        failures.push(error)
      }
    }
  }
  const ended = keepOn()
  return {
    failures,
    recorded: () => recorded,
    stop() {
      stopped = true
      return ended
    },
  }
}

async function record(client: PoolClient, id: string, subject: number): Promise<void> {
  await client.query({
    name: 'identity',
    text: `insert into identity (id, content, message_id, ordinal) values ($1, $1, $1, 0)
      on conflict (id) do update set content = excluded.content where identity.valid_until <= now()`,
    values: [id],
  })
  await client.query({
    name: 'subject',
    text: `insert into subject (company, kind, key) values ('', 'userId', $1) on conflict do nothing`,
    values: [String(subject)],
  })
  await client.query({
    name: 'lane',
    text: `insert into lane (handler_id, subject_id, waiting, due_at) values (1, $1, 1, now())
      on conflict (handler_id, subject_id) do update set waiting = lane.waiting + excluded.waiting
      returning published_before`,
    values: [subject],
  })
  await client.query({
    name: 'message',
    text: `with m as (
        insert into message (id, received_at, state, event_count, caller_id, instance_id, correlation_id,
          content_type, body)
        values ($1, now(), 'recorded', 1, 1, $1, '', 'load', 'x')
      ), e as (
        insert into event (message_id, ordinal, position, subject_id, other_content)
        values ($1, 0, nextval('event_position'), $2, false)
      )
      insert into delivery (message_id, ordinal, handler_id, subject_id, position, state, open, late)
      values ($1, 0, 1, $2, 1, 'waiting', true, false)`,
    values: [id, subject],
  })
}

async function settle(client: PoolClient, id: string, subject: number): Promise<void> {
  await client.query({
    name: 'settle',
    text: `with held as (
        select handler_id, subject_id from lane where handler_id = 1 and subject_id = $2 for update
      ), a as (
        insert into attempt (message_id, ordinal, handler_id, run, number, lease, instance_id, started_at,
          ended_at, outcome)
        select $1, 0, handler_id, 0, 1, 1, $1, now(), now(), 'completed' from held
      ), d as (
        update delivery set state = 'completed', open = false from held
        where message_id = $1 and ordinal = 0 and delivery.handler_id = held.handler_id
      )
      update lane set waiting = waiting - 1, due_at = null from held
      join handler on handler.id = held.handler_id
      where lane.handler_id = held.handler_id and lane.subject_id = held.subject_id`,
    values: [id, subject],
  })
}

async function inTransaction(
  pool: Pool,
  work: (client: PoolClient) => Promise<void>,
): Promise<void> {
  const client = await pool.connect()
  let broken = false
  try {
    await client.query('begin')
    await work(client)
    await client.query('commit')
  } catch (error) {
    broken = true
    throw error
  } finally {
    client.release(broken)
  }
}
