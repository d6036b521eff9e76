import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { inForceOn } from '../../lib/handler.ts'
import { anEvent } from '../../lib/testing.ts'
import {
  aJob,
  aJobEvent,
  allOf,
  createSuccessFactorsBed,
  failureOf,
  HIRED,
  type SuccessFactorsBed,
} from '../support/successfactors-bed.ts'

describe('SuccessFactors behind an event', () => {
  let bed: SuccessFactorsBed

  beforeEach(async () => {
    bed = await createSuccessFactorsBed()
  })
  afterEach(() => bed.close())

  it('gives the row with the keys of the event, its dates readable', async () => {
    const stamp = { lastModifiedDateTime: '2026-10-01T08:02:11Z', manager: { userId: 'E1' } }
    bed.rows = { EmpJob: [aJob("O'Neil/7", '2026-01-01', '9999-12-31', stamp)] }
    const { row, timeLine } = await bed.sf.entityOf(
      aJobEvent({ userId: "O'Neil/7", startDate: '2026-01-01T00:00:00', seqNumber: '1' }),
    )
    expect(row).toEqual({
      userId: "O'Neil/7",
      startDate: '2026-01-01',
      endDate: '9999-12-31',
      seqNumber: '1',
      lastModifiedDateTime: '2026-10-01T08:02:11.000Z',
    })
    expect(timeLine).toEqual([])
  })

  it('gives PerPerson and User by their keys, with what is expanded', async () => {
    bed.rows = {
      PerPerson: [{ personIdExternal: 'P1', emailNav: [{ emailAddress: 'a@example.com' }] }],
      User: [{ userId: 'U1', status: 'f' }],
    }
    expect(await bed.sf.perPerson('P1', { expand: ['emailNav'] })).toEqual({
      personIdExternal: 'P1',
      emailNav: [{ emailAddress: 'a@example.com' }],
    })
    expect(await bed.sf.perPerson('P1')).toEqual({ personIdExternal: 'P1' })
    expect(await bed.sf.user('U1', { select: ['status'] })).toEqual({ status: 'f' })
    expect(await bed.sf.user('U2')).toBeNull()
  })

  it('fact 5: a row that is gone leaves no mark: the time line says what there is instead', async () => {
    bed.rows = {
      EmpJob: [
        aJob('E1', '2026-05-01', '9999-12-31'),
        aJob('E1', '2020-01-01', '2026-04-30'),
        aJob('E1', '2026-05-01', '9999-12-31', { seqNumber: '2' }),
        aJob('E2', '2020-01-01', '9999-12-31'),
      ],
    }
    const moved = { userId: 'E1', startDate: '2026-04-01', seqNumber: '1' }
    const { row, timeLine } = await bed.sf.entityOf(aJobEvent(moved))
    expect(row).toBeNull()
    expect(timeLine.map(({ startDate, seqNumber }) => [startDate, seqNumber])).toEqual([
      ['2020-01-01', '1'],
      ['2026-05-01', '1'],
      ['2026-05-01', '2'],
    ])
    expect(inForceOn('EmpJob', timeLine, '2026-06-01')?.seqNumber).toBe('2')
    // A termination may come without its day.
    const { timeLine: same } = await bed.sf.entityOf(aJobEvent({ userId: 'E1', seqNumber: '1' }))
    expect(same).toHaveLength(3)
    // A day that cannot be read counts as missing.
    const unreadable = { userId: 'E1', startDate: '12/01/2026', seqNumber: '1' }
    expect((await bed.sf.entityOf(aJobEvent(unreadable))).timeLine).toHaveLength(3)
  })

  it('fact 6: users of every status are found, unless the filter speaks of it', async () => {
    bed.rows = {
      User: ['t', 'f', 'e'].map((status) => ({ userId: `U-${status}`, status, city: 'X' })),
    }
    expect(await allOf(bed.sf.query('User'))).toHaveLength(3)
    expect(await allOf(bed.sf.query('User', { filter: "city eq 'X'" }))).toHaveLength(3)
    expect(await allOf(bed.sf.query('User', { where: { status: 'f' } }))).toHaveLength(1)
  })

  it('fact 7: what the technical user may not see is absent: nothing at all, and no error', async () => {
    bed.rows = { EmpJob: [aJob('E1', '2026-01-01', '9999-12-31')] }
    bed.hidden.add('E1')
    const keys = { userId: 'E1', startDate: '2026-01-01', seqNumber: '1' }
    expect(await bed.sf.entityOf(aJobEvent(keys))).toEqual({
      entity: 'EmpJob',
      row: null,
      timeLine: [],
    })
  })

  it('fact 8: a position is read by its code over all time, not by the day in its event', async () => {
    const position = (from: string, to: string) => ({
      ...{ code: '3000', effectiveStartDate: from, effectiveEndDate: to },
    })
    bed.rows = {
      Position: [position('2026-06-01', '9999-12-31'), position('2020-01-01', '2026-05-31')],
    }
    const wrong = anEvent({
      type: HIRED,
      entityType: 'Position',
      keys: { code: '3000', effectiveStartDate: '2026-06-01' },
    })
    const { row, timeLine } = await bed.sf.entityOf(wrong)
    expect(row).toBeNull()
    expect(timeLine.map(({ effectiveStartDate }) => effectiveStartDate)).toEqual([
      '2020-01-01',
      '2026-06-01',
    ])
    expect(inForceOn('Position', timeLine, '2026-01-01')?.effectiveStartDate).toBe('2020-01-01')
  })

  it('finds a slice to come, which is not there as of today', async () => {
    bed.rows = { EmpJob: [aJob('E1', '2027-01-01', '9999-12-31')] }
    const keys = { userId: 'E1', startDate: '2027-01-01', seqNumber: 1 }
    expect(await bed.sf.empJob(keys)).toMatchObject({ startDate: '2027-01-01' })
    expect(bed.asked[0]?.options.query).toMatchObject({ asOfDate: '2027-01-01' })
    const person = anEvent({
      type: HIRED,
      entityType: 'PerPerson',
      keys: { personIdExternal: 'P1' },
      effectiveStartDate: '2027-01-01',
    })
    await bed.sf.entityOf(person)
    expect(bed.asked.at(-1)?.options.query).toMatchObject({ asOfDate: '2027-01-01' })
  })

  it('refuses what SuccessFactors would take for something else, and repeats no value', async () => {
    const both = { asOfDate: '2026-01-01', fromDate: '2026-01-01' }
    expect(await failureOf(allOf(bed.sf.query('EmpJob', both)))).toMatchObject({
      name: 'RangeError',
    })
    const keys = { userId: 'E1', startDate: '01/02/2026', seqNumber: '1' }
    const error = (await failureOf(bed.sf.empJob(keys))) as Error
    expect(error.message).toBe('expected a day such as 2026-01-31 as startDate')
    const application = { ...aJobEvent({ applicationId: 'x' }), entityType: 'JobApplication' }
    expect(await failureOf(bed.sf.entityOf(application))).toMatchObject({ name: 'RejectError' })
    const nameless = await failureOf(bed.sf.entityOf(aJobEvent({ company: 'x' })))
    expect(nameless).toMatchObject({ name: 'RejectError' })
  })
})
