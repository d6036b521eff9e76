import { describe, expect, it } from '@jest/globals'
import { draftOf } from '../../../app/monitor/src/actions/edit/changes.ts'
import {
  type MissingValue,
  missingValues,
  withMissing,
} from '../../../app/monitor/src/actions/edit/missing-values.ts'
import { valueKindOf } from '../../../app/monitor/src/actions/edit/value-kind.ts'

const DRAFT = draftOf({
  ...{ eventId: null, type: 'test.Hire', entityType: null, effective: null, payload: null },
  ...{ effectiveStartDate: null, publishedAt: null, publishedBy: null, repost: null, more: [] },
  keys: [{ name: 'userId', value: '71001' }],
  params: [{ name: 'jobCode', value: ' ' }],
})
const key = (name: string): MissingValue => ({ list: 'keys', name })

describe('the missing value that an error names', () => {
  it.each([
    [
      'expected the key personIdExternal, as every event of this type has, got none',
      [key('personIdExternal')],
    ],
    [
      'expected the parameter country, as every event of this type has, got none',
      [{ list: 'params', name: 'country' }],
    ],
    [
      'expected the key or parameter jobCode, as every event of this type has, got none',
      [{ list: 'params', name: 'jobCode' }],
    ],
    ['expected a startDate, the event has none', [key('startDate')]],
    ['expected an email, the record has none', [key('email')]],
    [
      'Expected the whole key of EmpJob (userId, startDate, seqNumber), got userId: add startDate, seqNumber, or ask with timeLine or query.',
      [key('startDate'), key('seqNumber')],
    ],
    ['the event lacks keys of EmpJob that can be read: startDate', [key('startDate')]],
    ['the event lacks keys of EmpJob that can be read: any', []],
    ['expected a userId, the event has none', []],
    ['expected a user that the directory knows, got HTTP 404', []],
    ['', []],
  ])('%s', (message, missing) => {
    expect(missingValues({ message }, DRAFT)).toEqual(missing)
  })

  it('is found in the cause of an error, and in no other thing', () => {
    const cause = { message: 'expected a startDate, the event has none' }
    expect(missingValues({ message: 'failed', cause }, DRAFT)).toEqual([key('startDate')])
    expect(missingValues(null, DRAFT)).toEqual([])
    expect(missingValues('expected a startDate, the event has none', DRAFT)).toEqual([])
  })

  it('gets a field of its own, unless a blank one is there', () => {
    const missing = [key('startDate'), { list: 'params', name: 'jobCode' } as const]
    const { keys, params } = withMissing(DRAFT, missing)
    expect(keys).toEqual([...DRAFT.keys, { name: 'startDate', value: '' }])
    expect(params).toEqual(DRAFT.params)
  })
})

describe('the kind of a value', () => {
  it.each([
    ['startDate', '', 'date'],
    ['startDate', '2026-11-30', 'date'],
    ['startDate', '11/30/2026', 'text'],
    ['anything', '2026-11-30', 'date'],
    ['anything', '2026-02-31', 'text'],
    ['active', 'true', 'flag'],
    ['active', 'yes', 'text'],
    ['userId', '0071', 'text'],
    ['name', '‹name›', 'text'],
  ])('%s %s: %s', (name, value, kind) => {
    expect(valueKindOf(name, value)).toBe(kind)
  })
})
