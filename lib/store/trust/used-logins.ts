import { hash } from 'node:crypto'
import type { Pool } from 'pg'
import { defineStatement, execute } from '../db/statement.ts'

/** States of finished logins, for all instances. */
export interface UsedLogins {
  /** @returns false = this state was used before */
  use(state: string): Promise<boolean>
  /** @returns whether there may be more */
  removeOver(): Promise<boolean>
}

/** Longer than any login takes. */
const KEPT = `interval '1 hour'`
const MAX_BATCH = 1_000

const using = defineStatement({
  name: 'use-login',
  text: `
    insert into used_login (state, expires_at) values ($1, receiver_clock() + ${KEPT})
    on conflict do nothing
    returning 1`,
})
const removingOver = defineStatement({
  name: 'remove-used-logins',
  text: `
    delete from used_login where state in (
      select state from used_login where expires_at <= receiver_clock() order by expires_at limit $1)
    returning 1`,
})

export function createUsedLogins(pool: Pool): UsedLogins {
  return {
    async use(state) {
      return (await execute(pool, using, [hash('sha256', `login ${state}`, 'buffer')])).length === 1
    },
    async removeOver() {
      return (await execute(pool, removingOver, [MAX_BATCH])).length === MAX_BATCH
    },
  }
}
