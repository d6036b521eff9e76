import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { ClientBase } from 'pg'
import { createPool, type Pool } from '../../lib/store/db/database.ts'
import { inTransaction } from '../../lib/store/db/transaction.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { lockLatestRecords } from '../../lib/store/record/latest-records.ts'
import { deleteLatestRecords } from '../../lib/store/retention/delete-old-rows.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

type Query = (config: { name?: string }) => Promise<unknown>

/** The client, and a look at each of its named statements. */
function watched(client: ClientBase, around: (query: Query) => Query): ClientBase {
  const query = around((config) => client.query(config as never) as unknown as Promise<unknown>)
  return new Proxy(client, {
    get: (target, key) => (key === 'query' ? query : Reflect.get(target, key, target)),
  })
}

describe('locks on what is known of a lane', () => {
  let bed: TestBed
  let pool: Pool

  beforeAll(async () => {
    bed = await createTestBed()
    await bed.startInstance({ handlers: { all: { on: '*', run: () => undefined } } })
    pool = createPool(
      { kind: 'socket', ...bed.database.connection },
      { name: 'locks', max: 2, pipeline: true, onError: () => undefined },
    )
    giveVault(pool, bed.vault)
  })
  afterAll(async () => {
    await pool.end()
    await bed.stop()
  })

  it('keep retention from the latest record of a lane that a call is looking up', async () => {
    const id = randomUUID()
    await bed.db.query(
      `insert into latest_record (id, received_at) values ($1, now() - interval '3 hours')`,
      [id],
    )
    const found = await inTransaction(pool, async (client) => {
      const calls = watched(client, (query) => async (config) => {
        const result = await query(config)
        await deleteLatestRecords(pool)
        return result
      })
      const result = await lockLatestRecords(calls, [id])
      return result
    })
    expect(found.map((row) => row.id)).toEqual([id])
  })
})
