import type { ClientBase, Pool } from 'pg'
import { defineStatement, run } from '../db/statement.ts'

/** Handlers' rows are locked by claims: a beat writes only what is older than this. */
const HEARD = `interval '15 seconds'`

const register = defineStatement({
  name: 'register-instance',
  text: `
    with unheard as (
      select id from handler
      where id = any($4::int[])
        and (retired_at is not null or last_seen_at < receiver_clock() - ${HEARD})
      order by id
      for no key update
    ), heard as (
      -- It may have been silent for so long that its handlers were taken for gone.
      update handler set retired_at = null, last_seen_at = receiver_clock()
      from unheard where handler.id = unheard.id
    )
    insert into instance (id, role, version, handler_ids, started_at, last_seen_at)
    values ($1, $2, $3, $4, receiver_clock(), receiver_clock())
    on conflict (id) do update set last_seen_at = receiver_clock()`,
})

export interface InstanceToRegister {
  readonly id: string
  readonly role: string
  readonly version: string
}

/** Says that this process is there, and which handlers it knows; repeated, that it is still there. */
export async function registerInstance(
  client: Pick<ClientBase, 'query'>,
  instance: InstanceToRegister & { readonly handlerIds: readonly number[] },
): Promise<void> {
  await run(client, register, [instance.id, instance.role, instance.version, instance.handlerIds])
}

const end = defineStatement({
  name: 'end-instance',
  // It may be back in a moment: the silence about its handlers begins now.
  text: `
    with unheard as (
      select id from handler
      where id = any((select handler_ids from instance where id = $1)::int[])
        and retired_at is null and last_seen_at < receiver_clock() - ${HEARD}
      order by id
      for no key update
    ), heard as (
      update handler set last_seen_at = receiver_clock()
      from unheard where handler.id = unheard.id
    )
    update instance set ended_at = receiver_clock() where id = $1`,
})

export async function endInstance(pool: Pool, id: string): Promise<void> {
  await run(pool, end, [id])
}
