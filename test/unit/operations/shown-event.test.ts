import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { DomainEvent } from '../../../lib/events/event.ts'
import { storedEvents } from '../../../lib/events/stored-body.ts'
import { fieldRules } from '../../../lib/masking/field-rules.ts'
import { masked } from '../../../srv/operations/shown-event.ts'
import { soapMessage } from '../../support/soap-message.ts'

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

describe('masked', () => {
  it('puts names in the place of values that describe a person', () => {
    expect(masked(event, rules)).toEqual({
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
    expect(masked({ ...event, payload: null, publishedBy: null }, rules)).toMatchObject({
      payload: null,
      publishedBy: null,
    })
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
        expect(JSON.stringify(masked({ ...event, ...secret }, rules))).not.toContain(value)
      }),
    )
  })
})

describe('storedEvents', () => {
  const stored = { contentType: 'text/xml', contentEncoding: null, typeHint: null, hints: null }

  it('reads a stored body', () => {
    const body = Buffer.from(soapMessage([{ userId: 'a' }, { userId: 'b' }]))
    expect(storedEvents({ ...stored, body })).toHaveLength(2)
    expect(storedEvents({ ...stored, body, contentEncoding: 'br' })).toEqual([])
  })

  it('has none where a body cannot be read', () => {
    expect(storedEvents({ ...stored, body: Buffer.from('<a') })).toEqual([])
  })
})
