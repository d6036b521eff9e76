import { describe, expect, it } from '@jest/globals'
import { HTTP } from 'cloudevents'
import {
  type CloudEventOptions,
  cloudEventOf,
} from '../../../../lib/handlers/ready-made/cloud-event.ts'
import { binaryRequest, structuredRequest } from '../../../../lib/handlers/ready-made/publish.ts'
import { anEvent, type EventValues } from '../../../../lib/testing.ts'

const HIRE = 'com.successfactors.Employment.AssignmentInformation.Hire'
const context = { idempotencyKey: '0192:0:3', correlationId: 'c-1' }
const plain: CloudEventOptions = { source: null, subject: 'employee' }
const eventOf = (values: EventValues = {}, options = plain) =>
  cloudEventOf(anEvent({ type: HIRE, keys: { userId: '100042' }, ...values }), context, options)

describe('a CloudEvent', () => {
  it('has the attributes of the specification, and ours', () => {
    const { attributes, data } = eventOf({ company: 'ACME', publishedAt: '1790000000000' })
    expect(attributes).toEqual({
      specversion: '1.0',
      id: '0192:0:3',
      source: '/successfactors/ACME',
      type: HIRE,
      subject: '100042',
      time: '2026-09-21T14:13:20.000Z',
      datacontenttype: 'application/json',
      partitionkey: '100042',
      company: 'ACME',
      messageid: '01920000-0000-7000-8000-000000000001',
      correlationid: 'c-1',
    })
    expect(data).toMatchObject({ entityType: 'EmpJob', keys: { userId: '100042' }, payload: null })
  })

  it.each([
    ['no company', {}, { source: '/successfactors' }],
    ['no type', { type: null }, { type: 'com.successfactors.ExternalEvent' }],
    ['a day as its time', { publishedAt: '2026-03-01' }, { time: '2026-01-01T08:00:00.000Z' }],
    ['a time nobody understands', { publishedAt: 'soon' }, { time: '2026-01-01T08:00:00.000Z' }],
    ['a control character', { keys: { userId: 'a\u0007b' } }, { subject: 'a\u{fffd}b' }],
  ])('always has what it must: %s', (_what, values, attributes) => {
    expect(eventOf(values).attributes).toMatchObject(attributes)
  })

  it.each([
    ['nobody it is about', { keys: {} }, plain],
    ['an entity that is nobody', { keys: { positionCode: 'P1' } }, plain],
    ['subject none', {}, { ...plain, subject: 'none' as const }],
  ])('names nobody: %s', (_what, values, options) => {
    const { attributes } = eventOf(values, options)
    expect(Object.keys(attributes)).not.toContain('subject')
    expect(Object.keys(attributes)).not.toContain('partitionkey')
  })

  it('has names of attributes and values that the specification allows', () => {
    for (const [name, value] of Object.entries(eventOf({ company: 'ACME' }).attributes)) {
      expect(name).toMatch(/^[a-z0-9]{1,20}$/)
      expect(value).not.toBe('')
    }
  })

  it.each([
    ['structured', structuredRequest],
    ['binary', binaryRequest],
  ])('is read as it was meant by the CNCF library: %s', (_mode, write) => {
    const cloudEvent = eventOf({ company: 'ACME', params: { lastName: 'Müller "x" 100%' } })
    const read = HTTP.toEvent(write(cloudEvent))
    expect(read).toMatchObject({ ...cloudEvent.attributes, data: cloudEvent.data })
  })

  it('is percent-encoded in headers', () => {
    const { headers } = binaryRequest(eventOf({ keys: { userId: 'Ü 1"%~' } }))
    expect(headers['ce-subject']).toBe('%C3%9C%201%22%25~')
    expect(decodeURIComponent(headers['ce-subject'] ?? '')).toBe('Ü 1"%~')
  })
})
