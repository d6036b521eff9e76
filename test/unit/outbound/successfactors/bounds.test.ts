import { describe, expect, it } from '@jest/globals'
import { createDestination } from '../../../../lib/outbound/destinations/create-destination.ts'
import { answerOf } from '../../../../lib/outbound/destinations/destination.ts'
import { createSuccessFactors } from '../../../../lib/outbound/successfactors/create-successfactors.ts'
import { createRateLimitGate } from '../../../../lib/outbound/successfactors/rate-limit-gate.ts'

const NOW = 'Thu, 15 Oct 2026 12:00:00 GMT'
const PAGE = 10_000
const since = new Date('2026-10-15T10:00:00Z')
const until = new Date('2026-10-15T11:00:00Z')

interface Served {
  readonly row: object
  readonly pages: number
}

/** A reader of pages that are full of one row; `next` counts how many were asked for. */
function reader(...served: readonly Served[]) {
  const left = served.flatMap(({ row, pages }) => Array.from({ length: pages }, () => row))
  const counted = { pages: 0, all: left.length }
  const source = {
    destination: (name: string) =>
      createDestination(name, async () => {
        const row = left.shift()
        counted.pages += 1
        const results = Array.from({ length: row === undefined ? 0 : PAGE }, () => row)
        const more = left.length > 0 && { __next: `/odata/v2/EmpJob?$skiptoken=${left.length}` }
        const body = JSON.stringify({ d: { results, ...more } })
        return answerOf(200, new Headers({ date: NOW }), Buffer.from(body))
      }),
  }
  const parts = {
    source,
    rateLimitGate: createRateLimitGate(),
    signal: new AbortController().signal,
  }
  return { sf: createSuccessFactors(parts), counted }
}

const changedAt = (time: string) => ({ userId: 'E1', lastModifiedDateTime: `2026-10-15T${time}Z` })
const startsOn = (startDate: string) => ({ userId: 'E1', startDate, seqNumber: '1' })
const days = { from: '2027-01-01', to: '2027-01-02' }

describe('what is read at a time', () => {
  it('ends a window of changes at the given time, and the next one begins there', async () => {
    const { sf } = reader(
      { row: changedAt('10:30:00'), pages: 1 },
      { row: changedAt('11:00:00'), pages: 1 },
    )
    const first = await sf.changes('EmpJob', { since, until })
    expect(first.rows).toHaveLength(PAGE)
    expect(first.until).toEqual(until)
  })

  it('lets no window end later than stamps are settled, whatever is asked for', async () => {
    const { sf } = reader({ row: changedAt('11:50:00'), pages: 1 })
    const tomorrow = new Date('2026-10-16T00:00:00Z')
    const { rows, until: end } = await sf.changes('EmpJob', { since, until: tomorrow })
    expect(rows).toEqual([])
    expect(end).toEqual(new Date('2026-10-15T11:45:00Z'))
  })

  it('refuses a window that ends before it begins', async () => {
    const { sf, counted } = reader()
    await expect(sf.changes('EmpJob', { since: until, until: since })).rejects.toThrow(
      'expected an until that is later than since',
    )
    expect(counted.pages).toBe(0)
  })

  it('counts the changes of the window alone, and says how to go on where there are too many', async () => {
    const early = { row: changedAt('10:30:00'), pages: 6 }
    await expect(reader(early).sf.changes('EmpJob', { since })).rejects.toThrow(
      'expected at most 50000 changes of EmpJob, got more: ask with an earlier until, or a larger maxRows',
    )
    const later = reader({ row: changedAt('11:30:00'), pages: 6 })
    expect((await later.sf.changes('EmpJob', { since, until })).rows).toEqual([])
    const larger = await reader(early).sf.changes('EmpJob', { since, maxRows: 60_000 })
    expect(larger.rows).toHaveLength(60_000)
  })

  it('keeps of slices only those that come into force, page by page, and no more than it may', async () => {
    const few = reader(
      { row: startsOn('2020-01-01'), pages: 6 },
      { row: startsOn('2027-01-01'), pages: 1 },
    )
    expect(await few.sf.comingIntoForce('EmpJob', days)).toHaveLength(PAGE)
    const many = reader({ row: startsOn('2027-01-01'), pages: 9 })
    await expect(many.sf.comingIntoForce('EmpJob', days)).rejects.toThrow(
      'expected at most 50000 slices of EmpJob, got more: ask for fewer days, or with a larger maxRows',
    )
    expect(many.counted.pages).toBe(6)
  })
})
