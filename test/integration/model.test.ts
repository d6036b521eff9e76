import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import type { Vault } from '../../lib/encryption/vault.ts'
import { migrate } from '../../lib/store/db/migrate.ts'
import { giveVault } from '../../lib/store/db/vault-of.ts'
import { plantedFaults } from '../model/planted-faults.ts'
import { describeFinding, runModel } from '../model/run-model.ts'
import { endedLeases, keptTurn, laterEvents } from '../model/special-histories.ts'
import { createTestDatabase, type TestDatabase } from '../setup/test-database.ts'
import { memoryVault } from '../support/test-vault.ts'

describe('lanes against the reference model', () => {
  let database: TestDatabase
  let pool: pg.Pool
  let vault: Vault
  beforeAll(async () => {
    database = await createTestDatabase()
    pool = new pg.Pool({ ...database.connection, max: 6, pipeline: true })
    // The database may be dropped before the server has seen the end of every connection.
    pool.on('error', () => undefined)
    vault = await memoryVault()
    giveVault(pool, vault)
    await migrate(pool)
  })
  afterAll(async () => {
    await pool.end()
    await vault.close()
    await database.drop()
  })

  it('hold in 100 random histories', async () => {
    const found = await runModel(pool, { runs: 100 })
    expect(describeFinding(found)).toBeNull()
    expect(found.numRuns).toBe(100)
  }, 240_000)

  it('hold where operators act on deliveries whose lease has ended', async () => {
    const found = await runModel(pool, { runs: 15, histories: endedLeases })
    expect(describeFinding(found)).toBeNull()
    expect(found.numRuns).toBe(15)
  }, 240_000)

  it('hold where a new handler gets events behind those that run', async () => {
    const found = await runModel(pool, { runs: 8, histories: laterEvents })
    expect(describeFinding(found)).toBeNull()
    expect(found.numRuns).toBe(8)
  }, 240_000)

  it('hold where an operator replays what a recording has started', async () => {
    const found = await runModel(pool, { runs: 1, histories: keptTurn })
    expect(describeFinding(found)).toBeNull()
  })

  it.each(Object.entries(plantedFaults))(
    'do not hold with %s',
    async (_what, fault) => {
      const found = await runModel(pool, { runs: 300, endOnFailure: true, ...fault })
      // One of the model's own sentences, or a second row for an attempt: a statement that does not even
      // run would prove nothing.
      expect(describeFinding(found)).toMatch(
        /starts before|served twice|a claim started|was settled true|is lost|hands out|leased as|settled twice|attempt_pkey/,
      )
    },
    240_000,
  )
})
