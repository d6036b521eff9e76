import { afterEach, describe, expect, it } from '@jest/globals'
import {
  createLeaseKeeper,
  type LeaseKeeper,
  type LeaseKeeperOptions,
} from '../../../lib/dispatch/lease-keeper.ts'
import { leaseName } from '../../../lib/store/deliver/renew-leases.ts'
import { settledOrTimeout } from '../../support/eventually.ts'

const LEASE_MS = 120
const lease = { handlerId: 1, subjectId: '2', lease: '3' }

describe('the lease keeper', () => {
  let keeper: LeaseKeeper
  afterEach(() => keeper.close())

  const keep = (renew: LeaseKeeperOptions['renew'], now: () => number) => {
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
        return new Set([leaseName(lease)])
      },
      () => clock,
    )
    await settledOrTimeout(() => {
      clock += 10
      return renewals >= 5
    }, 'five renewals')
    expect(lost).toEqual([])
  })

  it('aborts the run before the lease ends if the database is unreachable', async () => {
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

  it('watches over a newer lease of the lane after the end of the older one', async () => {
    const newer = { ...lease, lease: '4' }
    let clock = 0
    const renewed = new Set<string>()
    const lostOld = keep(
      async (leases) => {
        for (const { lease } of leases) renewed.add(lease)
        return new Set([leaseName(newer)])
      },
      () => clock,
    )
    const lostNew: number[] = []
    keeper.keep(newer, 0, () => lostNew.push(clock))
    keeper.forget(lease)
    await settledOrTimeout(() => {
      clock += 10
      return renewed.has('4')
    }, 'the renewal of the newer lease')
    expect({ lostOld, lostNew }).toEqual({ lostOld: [], lostNew: [] })
  })

  it('aborts the run of an older lease if only a newer one of the lane is renewed', async () => {
    let clock = 0
    const newer = { ...lease, lease: '4' }
    const lostOld = keep(
      async () => new Set([leaseName(newer)]),
      () => clock,
    )
    const lostNew: number[] = []
    keeper.keep(newer, 0, () => lostNew.push(clock))
    await settledOrTimeout(() => {
      clock += 5
      return lostOld.length === 1
    }, 'the loss of the older one')
    expect(lostNew).toEqual([])
  })

  it('aborts the run at once when another instance has the lane', async () => {
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

  it('ends no lease by its own clock where a debugger may pause it', async () => {
    let clock = 0
    let renewals = 0
    const lost: number[] = []
    keeper = createLeaseKeeper({
      leaseMs: LEASE_MS,
      ignoresClock: true,
      now: () => clock,
      renew: async () => {
        renewals += 1
        return new Set(renewals < 3 ? [leaseName(lease)] : [])
      },
      onFailure: () => undefined,
    })
    keeper.keep(lease, 0, () => lost.push(renewals))
    await settledOrTimeout(() => {
      // As after a long pause, each time.
      clock += 100 * LEASE_MS
      return lost.length > 0
    }, 'the database to end the lease')
    expect(lost).toEqual([3])
  })
})
