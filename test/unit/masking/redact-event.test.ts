import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DomainEvent } from '../../../lib/events/event.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { redactEvent } from '../../../lib/masking/redact-event.ts'

const rules = fieldRules()
const event: DomainEvent = {
  eventId: 'e-1',
  type: 'com.example.Hire',
  entityType: 'EmpJob',
  effective: 'current',
  effectiveStartDate: { sent: '2026-01-01', iso: '2026-01-01' },
  publishedAt: null,
  publishedBy: 'admin',
  repost: null,
  keys: [
    { name: 'userId', value: '20001' },
    { name: 'empty', value: '' },
  ],
  params: [{ name: 'name', value: 'Ada' }],
  payload: '<x>Ada</x>',
  more: [{ name: 'other', value: 'Ada' }],
}

describe('the event for people without Reveal', () => {
  it('puts names in the place of values that describe a person', () => {
    expect(redactEvent(event, rules)).toEqual({
      ...event,
      publishedBy: '‹publishedBy›',
      keys: [
        { name: 'userId', value: '20001' },
        { name: 'empty', value: '' },
      ],
      params: [{ name: 'name', value: '‹name›' }],
      payload: '‹payload›',
      more: [{ name: 'other', value: '‹other›' }],
    })
    expect(redactEvent({ ...event, payload: null, publishedBy: null }, rules)).toMatchObject({
      payload: null,
      publishedBy: null,
    })
  })

  it.each([
    ['a mail address as an id', { keys: [{ name: 'userId', value: 'erika@example.com' }] }],
    ['a name as an id', { keys: [{ name: 'userId', value: 'mustermann' }] }],
    ['a text as a date', { params: [{ name: 'startDate', value: 'mustermann' }] }],
    ['a name as a code', { params: [{ name: 'department', value: 'Mustermann' }] }],
    ['a text as the date of the event', { effectiveStartDate: { sent: 'Mustermann', iso: null } }],
    ['a text as a name', { keys: [{ name: 'erika mustermann', value: '1' }] }],
    ['a text as the event type', { type: 'of Mustermann' }],
    ['a text as the entity', { entityType: 'of Mustermann' }],
    ['a text as the id of the event', { eventId: 'of Mustermann' }],
    ['a text as a flag', { repost: 'of Mustermann' }],
    [
      'a code that repeats a name',
      {
        params: [
          { name: 'department', value: 'MUSTERMANN' },
          { name: 'lastName', value: 'Mustermann' },
        ],
      },
    ],
  ])('shows only values that have the form of their field: %s', (_what, given) => {
    const shown = JSON.stringify(redactEvent({ ...event, ...given }, rules))
    expect(shown).not.toMatch(/mustermann|erika/i)
  })

  it('shows ids, dates and codes', () => {
    const harmless = [
      ['userId', '20001'],
      ['userId', 'E104711'],
      ['userId', 'P-70001'],
      ['perPersonUuid', 'AA11BB22CC33DD44EE55FF6600770088'],
      ['perPersonUuid', '6e1b0c4d-9a7f-4d0f-b0b7-a3c25d7e9f11'],
      ['startDate', '2026-01-01'],
      ['endDate', '12/31/9999'],
      ['hireDate', '/Date(1751328000000)/'],
      ['lastModifiedDateTime', '2026-01-01T08:00:00Z'],
      ['seqNumber', '1'],
      ['status', 't'],
      ['status', 'active'],
      ['eventReason', 'TERVCOMM'],
      ['department', 'D-1700'],
    ].map(([name = '', value = '']) => ({ name, value }))
    expect(redactEvent({ ...event, keys: harmless }, rules).keys).toEqual(harmless)
  })

  it('shows no value of a field that is not known, whatever it is', () => {
    fc.assert(
      fc.property(fc.uuid(), (value) => {
        const values = [{ name: 'a', value }]
        const secret = {
          keys: values,
          params: values,
          more: values,
          payload: value,
          publishedBy: value,
        }
        expect(JSON.stringify(redactEvent({ ...event, ...secret }, rules))).not.toContain(value)
      }),
    )
  })
})
