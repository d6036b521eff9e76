import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  aJob,
  allOf,
  createSuccessFactorsBed,
  type SuccessFactorsBed,
} from '../support/successfactors-bed.ts'

describe('changes in SuccessFactors', () => {
  let bed: SuccessFactorsBed

  beforeEach(async () => {
    bed = await createSuccessFactorsBed()
  })
  afterEach(() => bed.close())

  it('fact 1: a filter by stamp is none of rows; changed slices of any time are found, no others', async () => {
    const changed = { lastModifiedDateTime: '2026-10-15T11:00:00Z' }
    bed.rows = {
      EmpJob: [
        aJob('E1', '2020-01-01', '2026-12-31'),
        aJob('E1', '2027-01-01', '9999-12-31', changed),
        aJob('E2', '2020-01-01', '2021-12-31', changed),
        aJob('E2', '2022-01-01', '9999-12-31'),
      ],
    }
    const { rows: found } = await bed.sf.changes('EmpJob', {
      since: new Date('2026-10-15T10:00:00Z'),
    })
    expect(found.map(({ userId, startDate }) => [userId, startDate])).toEqual([
      ['E1', '2027-01-01'],
      ['E2', '2020-01-01'],
    ])
    // Without the time line, the query returns the slice of today, which did not change.
    const filter = "lastModifiedDateTime ge datetimeoffset'2026-10-15T10:00:00Z'"
    const plain = await allOf(bed.sf.query('EmpJob', { filter }))
    expect(plain.map(({ startDate }) => startDate)).toEqual(['2020-01-01', '2022-01-01'])
  })

  it('fact 2: only the lower bound is sent; each row is judged by its own stamp', async () => {
    bed.rows = {
      EmpJob: [
        aJob('E1', '2020-01-01', '2020-12-31', { lastModifiedDateTime: '2026-10-14T00:00:00Z' }),
        aJob('E1', '2021-01-01', '9999-12-31', { lastModifiedDateTime: '2026-10-15T11:55:00Z' }),
      ],
    }
    const { rows: found } = await bed.sf.changes('EmpJob', {
      since: new Date('2026-10-15T10:00:00Z'),
    })
    expect(found).toEqual([])
    expect(bed.asked[0]?.options.query).toMatchObject({
      $filter: "(lastModifiedDateTime ge datetimeoffset'2026-10-15T09:30:00Z')",
      fromDate: '1900-01-01',
      toDate: '9999-12-31',
      paging: 'snapshot',
    })
  })

  it('fact 3: stamps appear late: windows overlap and end before SuccessFactors’ clock', async () => {
    const since = new Date('2026-10-15T11:00:00Z')
    const late = aJob('E1', '2026-01-01', '9999-12-31', {
      lastModifiedDateTime: '2026-10-15T10:40:00Z',
    })
    bed.rows = { EmpJob: [late] }
    const { rows: found, until } = await bed.sf.changes('EmpJob', { since })
    expect(found).toHaveLength(1)
    expect(until.toISOString()).toBe('2026-10-15T11:45:00.000Z')
    const again = await bed.sf.changes('EmpJob', { since: new Date('2026-10-15T11:50:00Z') })
    expect(again.until.toISOString()).toBe('2026-10-15T11:50:00.000Z')
  })

  it('fact 4: slices that come into force are found by their day, since no stamp tells of it', async () => {
    bed.rows = {
      EmpJob: [
        aJob('E1', '2020-01-01', '2026-10-14'),
        aJob('E1', '2026-10-15', '2026-10-15'),
        aJob('E1', '2026-10-16', '9999-12-31'),
      ],
    }
    const found = await bed.sf.comingIntoForce('EmpJob', { from: '2026-10-15', to: '2026-10-16' })
    expect(found.map(({ startDate }) => startDate)).toEqual(['2026-10-15'])
  })
})
