import { afterEach, describe, expect, it } from '@jest/globals'
import { createLeaseKeeper, type LeaseKeeper } from '../../../lib/dispatch/lease-keeper.ts'
import { settledOrTimeout } from '../../support/eventually.ts'

const LEASE_MS = 120
const lease = { handlerId: 1, subjectId: '2', lease: '3' }

describe('the lease keeper', () => {
  let keeper: LeaseKeeper
  afterEach(() => keeper.close())

  const keep = (renew: () => Promise<ReadonlySet<string>>, now: () => number) => {
    const lost: number[] = []
    keeper = createLeaseKeeper({ leaseMs: LEASE_MS, now, renew, onFailure: () => undefined })
    keeper.keep(lease, now(), () => lost.push(now()))
    return lost
  }

  it('renews in time and loses nothing', async () => {
    let clock = 0
    let renewals = 0
    const lost = keep(
      async () => {
        renewals += 1
        return new Set(['1/2'])
      },
      () => clock,
    )
    await settledOrTimeout(() => {
      clock += 10
      return renewals >= 5
    }, 'five renewals')
    expect(lost).toEqual([])
  })

  it('tells the run before the lease is over when the database cannot be reached', async () => {
    let clock = 0
    const lost = keep(
      () => Promise.reject(new Error('no database')),
      () => clock,
    )
    await settledOrTimeout(() => {
      clock += 5
      return lost.length === 1
    }, 'the loss')
    expect(lost[0]).toBeLessThan(LEASE_MS)
  })

  it('tells the run at once when the lane belongs to somebody else', async () => {
    let clock = 0
    const lost = keep(
      async () => new Set(),
      () => clock,
    )
    await settledOrTimeout(() => {
      clock += 5
      return lost.length === 1
    }, 'the loss')
    expect(lost[0]).toBeLessThan((LEASE_MS * 5) / 6)
  })
})
