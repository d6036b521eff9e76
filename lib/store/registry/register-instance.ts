import type { Pool } from 'pg'
import { defineStatement, execute, type Queryable } from '../db/statement.ts'

/** A heartbeat updates older rows only, because claims lock handlers. */
const SEEN_FOR = `interval '15 seconds'`

const register = defineStatement({
  name: 'register-instance',
  text: `
    with outdated as (
      select id from handler
      where id = any($4::int[])
        and (retired_at is not null or last_seen_at < receiver_clock() - ${SEEN_FOR})
      order by id
      for no key update
    ), seen as (
      -- Its handlers may have been retired during a long silence.
      update handler set retired_at = null, last_seen_at = receiver_clock()
      from outdated where handler.id = outdated.id
    )
    insert into instance (id, role, version, handler_ids, lease_ms, started_at, last_seen_at)
    values ($1, $2, $3, $4, $5, receiver_clock(), receiver_clock())
    on conflict (id) do update set last_seen_at = receiver_clock()`,
})

export interface InstanceToRegister {
  readonly id: string
  readonly role: string
  readonly version: string
  readonly leaseMs: number
}

/** Registers an instance with its handlers; repeated as its heartbeat. */
export async function registerInstance(
  client: Queryable,
  instance: InstanceToRegister & { readonly handlerIds: readonly number[] },
): Promise<void> {
  await execute(client, register, [
    instance.id,
    instance.role,
    instance.version,
    instance.handlerIds,
    instance.leaseMs,
  ])
}

const end = defineStatement({
  name: 'end-instance',
  // The instance may soon return: the silence of its handlers starts now.
  text: `
    with outdated as (
      select id from handler
      where id = any((select handler_ids from instance where id = $1)::int[])
        and retired_at is null and last_seen_at < receiver_clock() - ${SEEN_FOR}
      order by id
      for no key update
    ), seen as (
      update handler set last_seen_at = receiver_clock()
      from outdated where handler.id = outdated.id
    )
    update instance set ended_at = receiver_clock() where id = $1`,
})

export async function endInstance(pool: Pool, id: string): Promise<void> {
  await execute(pool, end, [id])
}
