import { describe, expect, it } from '@jest/globals'
import { changedFields } from '../../../lib/events/changed-fields.ts'
import type { DomainEvent } from '../../../lib/events/event.ts'

const EVENT: DomainEvent = {
  eventId: '1',
  type: 'Hire',
  entityType: 'EmpJob',
  effective: null,
  effectiveStartDate: { sent: '2026-12-01', iso: '2026-12-01' },
  publishedAt: null,
  publishedBy: null,
  repost: null,
  keys: [{ name: 'userId', value: '1' }],
  params: [
    { name: 'phone', value: 'a' },
    { name: 'phone', value: 'b' },
    { name: 'jobCode', value: 'clrek' },
  ],
  payload: null,
  more: [],
}

const fieldsOf = (changes: Partial<DomainEvent>) => {
  const forms = { before: EVENT, after: { ...EVENT, ...changes } }
  return changedFields(forms, forms)
}

describe('the fields that an edit changed', () => {
  it('are none where the forms are equal', () => {
    expect(fieldsOf({ keys: EVENT.keys.map((field) => ({ ...field })) })).toEqual([])
  })

  it('are texts and dates, also where one form has none', () => {
    expect(
      fieldsOf({ type: null, effective: 'future', effectiveStartDate: { sent: 'x', iso: null } }),
    ).toEqual([
      { part: 'type', name: null, before: 'Hire', after: null },
      { part: 'effective', name: null, before: null, after: 'future' },
      { part: 'effectiveStartDate', name: null, before: '2026-12-01', after: 'x' },
    ])
  })

  it('are fields of lists: changed, added, removed; those of one name by their order', () => {
    const params = [
      { name: 'jobCode', value: 'clerk' },
      { name: 'phone', value: 'a' },
      { name: 'email', value: 'e' },
    ]
    expect(fieldsOf({ params })).toEqual([
      { part: 'params', name: 'jobCode', before: 'clrek', after: 'clerk' },
      { part: 'params', name: 'email', before: null, after: 'e' },
      { part: 'params', name: 'phone', before: 'b', after: null },
    ])
  })

  it('are found by their values, and named as shown', () => {
    const after = { ...EVENT, keys: [{ name: 'userId', value: '2' }] }
    const mask = (event: DomainEvent) => ({
      ...event,
      keys: event.keys.map(({ name }) => ({ name, value: `‹${name}›` })),
    })
    expect(
      changedFields({ before: EVENT, after }, { before: mask(EVENT), after: mask(after) }),
    ).toEqual([{ part: 'keys', name: 'userId', before: '‹userId›', after: '‹userId›' }])
  })
})
