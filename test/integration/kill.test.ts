import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runKills } from '../../lab/chaos/kill-run.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('kill -9 of the service while SuccessFactors sends', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  it('loses nothing that was acknowledged, keeps the order, and marks what is repeated', async () => {
    const { authorizationServer, database, db, keys } = bed
    const deps = { db, databaseUrl: database.url, authorizationServer, keys }
    const result = await runKills(deps, { kills: 2, messagesPerKill: 200 })
    expect(result.broken).toEqual([])
    expect(result.verdict.lostMessages).toBe(0)
    expect(result.acknowledgedMessages).toBeGreaterThanOrEqual(400)
  }, 180_000)
})
