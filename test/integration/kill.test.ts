import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { freePort } from '../chaos/free-port.ts'
import { runKills } from '../chaos/kill-run.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('kill -9 of the service while SuccessFactors sends', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  it('loses nothing that was acknowledged, keeps the order, and marks what is repeated', async () => {
    const { authorizationServer, database, db } = bed
    const result = await runKills({
      db,
      databaseUrl: database.url,
      authorizationServer,
      port: await freePort(),
      kills: 2,
      messagesPerKill: 200,
    })
    expect(result).toMatchObject({ kills: 2, lost: 0, unhandled: 0, outOfOrder: 0, unmarked: 0 })
    expect(result.acknowledged).toBeGreaterThanOrEqual(400)
  }, 120_000)
})
