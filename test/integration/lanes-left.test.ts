import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { claimLanes, FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

describe('a claim', () => {
  let bed: TestBed
  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  it('tells how many due lanes it has left, up to a bound', async () => {
    const handlers = { some: { on: '*', run: () => undefined } }
    const instance = await bed.startInstance({ handlers, environment: { ROLE: 'ingest' } })
    const users = Array.from({ length: 203 }, (_, index) => ({ userId: `user-${index}` }))
    await instance.send(users)
    await instance.stop()
    const { rows } = await bed.db.query('select id from handler')
    const handlerId = rows[0].id as number
    const leftBy = async (slots: number) => {
      const limits = {
        total: null,
        ratePerMs: null,
        rateCapacity: null,
        ...FROM_START,
      }
      const client = await bed.db.connect()
      const claims = [{ handlerId, slots, probeMs: 1_000, ...limits }]
      const { lanesLeft } = await claimLanes(client, crypto.randomUUID(), 60_000, claims)
      client.release()
      return lanesLeft.get(handlerId)
    }
    expect([await leftBy(3), await leftBy(1), await leftBy(190), await leftBy(9)]).toEqual([
      Infinity,
      199,
      9,
      0,
    ])
  })
})
