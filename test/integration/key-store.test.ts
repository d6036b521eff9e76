import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createPool } from '../../lib/store/db/database.ts'
import { prepareKeySchema } from '../../lib/store/keys/key-schema.ts'
import { postgresqlKeyStore } from '../../lib/store/keys/postgresql-key-store.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { describeKeyStore } from '../support/key-store-contract.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

function createKeyPool() {
  const place = { kind: 'socket' as const, ...database.connection }
  return createPool(place, { name: 'keys', max: 2, pipeline: true, onError: () => undefined })
}

describeKeyStore('a key store in PostgreSQL', async () => {
  const pool = createKeyPool()
  // Instances that start together.
  await Promise.all([prepareKeySchema(pool), prepareKeySchema(pool)])
  return postgresqlKeyStore(pool, 'outside')
})

describe('a key store in PostgreSQL that does not answer', () => {
  it('is reported as away', async () => {
    const place = { kind: 'url', url: 'postgres://nobody@127.0.0.1:1/none', ca: null } as const
    const pool = createPool(place, { name: 'keys', max: 1, onError: () => undefined })
    const store = postgresqlKeyStore(pool, 'outside')
    await expect(store.find(['00000000-0000-7000-8000-000000000001'])).rejects.toMatchObject({
      code: 'key_store_away',
    })
    await store.close()
  })
})
