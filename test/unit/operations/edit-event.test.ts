import { describe, expect, it } from '@jest/globals'
import { editEvent } from '../../../lib/events/edit-event.ts'
import type { DomainEvent } from '../../../lib/events/event.ts'

const event: DomainEvent = {
  eventId: 'e-1',
  type: 'com.example.Hire',
  entityType: 'EmpJob',
  effective: null,
  effectiveStartDate: null,
  publishedAt: null,
  publishedBy: null,
  repost: null,
  keys: [{ name: 'userId', value: '1' }],
  params: [],
  payload: null,
  more: [],
}

describe('editEvent', () => {
  it('changes what is given and keeps what is left out', () => {
    const keys = [{ name: 'userId', value: '2' }]
    expect(editEvent(event, { keys, payload: 'x', type: undefined })).toEqual({
      ...event,
      keys,
      payload: 'x',
    })
    expect(editEvent(event, { type: null }).type).toBeNull()
    expect(event.keys).toEqual([{ name: 'userId', value: '1' }])
  })

  it('reads a date as if it had been sent', () => {
    const edited = editEvent(event, { effectiveStartDate: '2026-12-01' })
    expect(edited.effectiveStartDate).toEqual({ sent: '2026-12-01', iso: '2026-12-01' })
    expect(editEvent(edited, {}).effectiveStartDate).toEqual(edited.effectiveStartDate)
    expect(editEvent(edited, { effectiveStartDate: null }).effectiveStartDate).toBeNull()
    const unread = editEvent(event, { effectiveStartDate: 'soon' })
    expect(unread.effectiveStartDate).toEqual({ sent: 'soon', iso: null })
  })
})
