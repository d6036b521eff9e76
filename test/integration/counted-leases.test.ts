import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { PoolClient } from 'pg'
import { claim } from '../../lib/store/deliver/claim.ts'
import { claimLanes, FROM_START } from '../../lib/store/deliver/claim-lanes.ts'
import type { Claimed, ReadFrom } from '../../lib/store/deliver/claimed.ts'
import { endInstance, registerInstance } from '../../lib/store/registry/register-instance.ts'
import { createTestBed, type TestBed } from '../support/test-service.ts'

const LEASE_MS = 30_000
const TOTAL = 10
const ROUNDS = 11

/** Entries of the index of due lanes that the session has read. */
async function entriesRead(client: PoolClient): Promise<number> {
  const text = `select pg_stat_get_xact_tuples_returned('lane_due'::regclass)::int as entries`
  return (await client.query(text)).rows[0].entries
}

describe('the count of leases for a handler with totalConcurrency', () => {
  let bed: TestBed
  let handlerId: number

  beforeAll(async () => {
    bed = await createTestBed()
  })
  afterAll(() => bed.stop())

  /** Persons with one event each, recorded where nobody dispatches. */
  const given = async (persons: number) => {
    await bed.reset()
    const instance = await bed.startInstance({
      handlers: { some: { on: '*', run: () => undefined } },
      environment: { ROLE: 'ingest' },
    })
    await instance.send(Array.from({ length: persons }, (_, index) => ({ userId: `p-${index}` })))
    await instance.stop()
    const { rows } = await bed.db.query('select id from handler')
    handlerId = rows[0].id
  }
  const request = (slots: number, from: ReadFrom) => [
    {
      handlerId,
      slots,
      total: TOTAL,
      ratePerMs: null,
      rateCapacity: null,
      probeMs: 1_000,
      ...from,
    },
  ]
  const nextOf = ({ nextFrom }: Claimed) => nextFrom.get(handlerId) as ReadFrom

  describe('by several instances', () => {
    const join = async (leaseMs: number) => {
      const id = crypto.randomUUID()
      const instance = { id, role: 'all', version: '1', leaseMs, handlerIds: [handlerId] }
      await registerInstance(bed.db, instance)
      return {
        leave: () => endInstance(bed.db, id),
        claim: (slots: number, from = FROM_START) =>
          claim(bed.db, id, leaseMs, request(slots, from)),
      }
    }

    it.each([
      ['the same', LEASE_MS],
      ['shorter', LEASE_MS / 10],
      ['longer', LEASE_MS * 2],
    ])('misses none of another instance whose leases are %s', async (_, leaseMs) => {
      await given(2 * TOTAL)
      const [one, other] = [await join(LEASE_MS), await join(leaseMs)]
      const first = await one.claim(3)
      expect((await other.claim(4)).started).toHaveLength(4)
      const second = await one.claim(2, nextOf(first))
      expect(second.started).toHaveLength(2)
      await other.leave()
      expect((await one.claim(5, nextOf(second))).started).toHaveLength(1)
    })
  })

  it('leaves out the leases that have ended, although a foreign snapshot keeps them', async () => {
    await given(12 * TOTAL)
    const snapshot = await bed.db.connect()
    await snapshot.query('begin isolation level repeatable read')
    await snapshot.query('select from lane limit 1')
    const client = await bed.db.connect()
    let from = FROM_START
    const claimOf = async (slots: number) => {
      const claimed = await claimLanes(client, crypto.randomUUID(), LEASE_MS, request(slots, from))
      expect(claimed.started).toHaveLength(slots)
      from = nextOf(claimed)
    }
    for (let round = 0; round < ROUNDS; round += 1) {
      await claimOf(TOTAL)
      await client.query(
        'update lane set leased_by = null, due_at = null where leased_by is not null',
      )
    }
    const readByClaim = async () => {
      await client.query('begin')
      const before = await entriesRead(client)
      await claimOf(1)
      const read = (await entriesRead(client)) - before
      await client.query('commit')
      return read
    }
    const few = await readByClaim()
    from = { ...from, leasesFrom: null }
    const all = await readByClaim()
    client.release()
    await snapshot.query('rollback')
    snapshot.release()
    expect(all - few).toBeGreaterThan(ROUNDS * TOTAL - 2 * TOTAL)
  })
})
