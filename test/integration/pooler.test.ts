import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createTestDatabase } from '../setup/test-database.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'
import {
  startTransactionPooler,
  type TransactionPoolerOptions,
} from '../support/transaction-pooler.ts'

describe('a start behind a pooler that shares sessions', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed(await createTestDatabase())
  })
  afterAll(() => bed.stop())

  it.each<[string, TransactionPoolerOptions]>([
    ['one server connection', { servers: 1, takes: 'last' }],
    ['three, of which the last used comes first', { servers: 3, takes: 'last' }],
    ['two in turns', { servers: 2, takes: 'first' }],
    ['three in turns', { servers: 3, takes: 'first' }],
  ])('ends at once with one sentence: %s', async (_name, options) => {
    const { connection } = bed.database
    const pooler = await startTransactionPooler(connection, options)
    try {
      const url = `postgres://${connection.user}@127.0.0.1:${pooler.port}/${connection.database}`
      const started = bed.startInstance({ database: { kind: 'url', url, ca: null } })
      await expect(started).rejects.toMatchObject({
        code: 'database_pooler',
        message: expect.stringMatching(/^[^\n]*connect directly to PostgreSQL[^\n]*session mode$/),
      })
      // Nothing was created through it.
      const { rows } = await bed.db.query(`select to_regclass('migration') as found`)
      expect(rows).toEqual([{ found: null }])
    } finally {
      await pooler.close()
    }
  })
})
