import { hash } from 'node:crypto'
import type { Pool } from 'pg'
import type { SessionStore, StoredSession } from '../../auth/login/page-sessions.ts'
import { defineStatement, execute } from '../db/statement.ts'

/** Sessions in the database. */
export interface StoredSessions extends SessionStore {
  /** @returns whether there may be more */
  removeOver(): Promise<boolean>
}

const MAX_BATCH = 1_000

const adding = defineStatement({
  name: 'add-session',
  text: `
    insert into session (id, sealed, created_at, expires_at)
    values ($1, $2, receiver_clock(), receiver_clock() + $3::float8 * interval '1 millisecond')`,
})
const finding = defineStatement<StoredSession>({
  name: 'find-session',
  columns: { sealed: true, expiresAt: true, leftMs: true },
  text: `
    select sealed, expires_at as "expiresAt",
      (extract(epoch from expires_at - receiver_clock()) * 1000)::float8 as "leftMs"
    from session where id = $1 and expires_at > receiver_clock()`,
})
const renewing = defineStatement({
  name: 'renew-session',
  // Keeps the stored content if there is no new one: another call may have replaced it meanwhile.
  text: `
    update session set sealed = coalesce($2, sealed),
      expires_at = least(receiver_clock() + $3::float8 * interval '1 millisecond',
        created_at + $4::float8 * interval '1 millisecond')
    where id = $1 and expires_at > receiver_clock()`,
})
const removing = defineStatement({
  name: 'remove-session',
  text: 'delete from session where id = $1',
})
const removingOver = defineStatement({
  name: 'remove-sessions-over',
  text: `
    delete from session where id in (
      select id from session where expires_at <= receiver_clock() order by expires_at limit $1)
    returning id`,
})

export function createSessionStore(pool: Pool): StoredSessions {
  return {
    async add(id, sealed, keepMs) {
      await execute(pool, adding, [digestOf(id), sealed, keepMs])
    },
    async find(id) {
      const [row] = await execute(pool, finding, [digestOf(id)])
      return row ?? null
    },
    async extend(id, keepMs, longestMs) {
      await execute(pool, renewing, [digestOf(id), null, keepMs, longestMs])
    },
    async renew(id, sealed, keepMs, longestMs) {
      await execute(pool, renewing, [digestOf(id), sealed, keepMs, longestMs])
    },
    async remove(id) {
      await execute(pool, removing, [digestOf(id)])
    },
    async removeOver() {
      return (await execute(pool, removingOver, [MAX_BATCH])).length === MAX_BATCH
    },
  }
}

function digestOf(id: string): Buffer {
  return hash('sha256', `session ${id}`, 'buffer')
}
