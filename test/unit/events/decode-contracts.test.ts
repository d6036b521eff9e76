import { describe, expect, test } from '@jest/globals'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import type { DecodedMessage } from '../../../lib/events/event.ts'
import { readFixture } from './read-fixture.ts'

function decodeFixture(name: string, contentType = 'text/xml; charset=utf-8'): DecodedMessage {
  return decodeMessage(readFixture(name), { contentType, typeHint: 'com.example.Hint' })
}

describe('messages as the senders write them', () => {
  test('a V2 hire becomes the domain form, whole', () => {
    const message = decodeFixture('v2-hire.ns7.xml')
    const publishedAt = { sent: '1751360400123', iso: '2025-07-01T09:00:00.123Z' }
    expect(message).toEqual({
      format: 'soap11',
      contract: 'v2',
      externalEventId: '5b1f0c52-7d3e-4c55-9a1e-0f1a2b3c4d01',
      type: 'com.successfactors.Employment.AssignmentInformation.Hire',
      publishedAt,
      publishedBy: 'hradmin',
      effective: 'current',
      repost: 'false',
      more: [],
      events: [
        {
          eventId: '9c2d1e00-0001-4000-8000-00000000a001',
          type: 'com.successfactors.Employment.AssignmentInformation.Hire',
          entityType: 'EmpJob',
          effective: 'current',
          effectiveStartDate: { sent: '2025-07-01', iso: '2025-07-01' },
          publishedAt: { sent: '1751360393024', iso: '2025-07-01T08:59:53.024Z' },
          publishedBy: 'hradmin',
          repost: 'false',
          keys: [
            { name: 'userId', value: 't.winter' },
            { name: 'startDate', value: '2025-07-01' },
            { name: 'seqNumber', value: '1' },
          ],
          params: [
            { name: 'personIdExternal', value: 'P-70001' },
            { name: 'perPersonUuid', value: 'AA11BB22CC33DD44EE55FF6600770088' },
          ],
          payload: null,
          more: [],
        },
      ],
    })
  })

  test('whitespace between elements, unused namespaces and empty params change nothing', () => {
    const [event] = decodeFixture('v2-termination.future.ns3.xml').events
    expect(event).toMatchObject({
      effective: 'future',
      repost: 'true',
      keys: [
        { name: 'seqNumber', value: '2' },
        { name: 'userId', value: '80042' },
      ],
      params: [],
    })
  })

  test('two events stay two, in document order; a header with mustUnderstand is passed over', () => {
    const { events, format } = decodeFixture('v2-two-events.ns5.xml')
    expect(format).toBe('soap11')
    expect(events.map(({ eventId, keys, type }) => [eventId, keys[0]?.value, type])).toEqual([
      ['e-31', 'u-one', 'com.successfactors.Employment.AssignmentInformation.ReHire'],
      ['e-32', 'u-two', 'com.successfactors.Employment.AssignmentInformation.ReHire'],
    ])
  })

  test('no events at all is a message', () => {
    expect(decodeFixture('v2-no-events.ns2.xml')).toMatchObject({ contract: 'v2', events: [] })
  })

  test('SOAP 1.2', () => {
    const message = decodeFixture('v2-soap12.xml', 'application/soap+xml; action=""')
    expect(message.format).toBe('soap12')
    expect(message.events[0]?.keys).toEqual([{ name: 'externalCode', value: '55500055' }])
  })

  test('a bare ExternalEvent whose names and values are qualified by a default namespace', () => {
    const message = decodeFixture('v2-bare.xml', 'application/xml')
    expect(message.format).toBe('xml')
    expect(message.events[0]?.keys).toEqual([{ name: 'code', value: 'POS-6' }])
  })

  test('V1 is mapped to the same form, and what it has more is kept', () => {
    const message = decodeFixture('v1-assignment.xml')
    expect(message).toMatchObject({ contract: 'v1', type: null, effective: 'future', repost: null })
    expect(message.more).toEqual([
      { name: 'sourceArea', value: 'ECT' },
      { name: 'proxyUserID', value: 'proxy7' },
      { name: 'isEffectiveDated', value: 'true' },
      { name: 'postFromTransaction', value: 'false' },
      { name: 'effectiveStartDate', value: '2025-10-01' },
    ])
    const [own, inherited] = message.events
    expect(own).toMatchObject({
      entityType: 'AssignmentInformation',
      type: 'com.successfactors.Employment.AssignmentInformation.Hire',
      effective: 'current',
      effectiveStartDate: { sent: '10/15/2025', iso: null },
      more: [{ name: 'processId', value: 'proc-7' }],
    })
    expect(inherited).toMatchObject({
      type: null,
      effective: 'future',
      effectiveStartDate: { sent: '2025-10-01', iso: '2025-10-01' },
      publishedAt: { sent: '1751533200000', iso: '2025-07-03T09:00:00.000Z' },
    })
  })

  test('UTF-16 with a byte order mark and a declaration that says so', () => {
    const text = readFixture('v2-hire.ns7.xml')
      .toString()
      .replace('encoding="UTF-8"', 'encoding="UTF-16"')
      .replace('t.winter', 'т.зима')
    const message = decodeMessage(Buffer.from(`\u{feff}${text}`, 'utf16le'), {
      contentType: 'text/xml',
      typeHint: null,
    })
    expect(message.events[0]?.keys[0]).toEqual({ name: 'userId', value: 'т.зима' })
  })

  test('another message of the same framework is named in the refusal', () => {
    const decode = () =>
      decodeMessage(readFixture('other-message.xml'), { contentType: 'text/xml', typeHint: null })
    expect(decode).toThrow(
      expect.objectContaining({
        code: 'not_an_external_event',
        message: expect.stringContaining(
          "'createRcmAssessmentRequest' in namespace 'http://alert.successfactors.com'",
        ),
      }),
    )
  })
})

describe('the content type decides, else the first character', () => {
  const xml = readFixture('v2-hire.ns7.xml')
  const json = readFixture('termination.json')

  test.each([undefined, '', 'text/plain', 'application/octet-stream'])(
    '%s: both are known',
    (contentType) => {
      expect(decodeMessage(xml, { contentType, typeHint: null }).contract).toBe('v2')
      expect(decodeMessage(json, { contentType, typeHint: null }).contract).toBe('record')
    },
  )

  test.each(['TEXT/XML', 'application/xml;charset="utf-8"', 'application/xop+xml'])(
    '%s',
    (contentType) => {
      expect(decodeMessage(xml, { contentType, typeHint: null }).contract).toBe('v2')
    },
  )

  test.each(['application/json', 'application/problem+json; charset=utf-8'])(
    '%s',
    (contentType) => {
      expect(decodeMessage(json, { contentType, typeHint: null }).contract).toBe('record')
    },
  )

  test.each([
    ['text/html', 'content_type'],
    ['multipart/related; boundary=x', 'multipart_malformed'],
    ['application/x-www-form-urlencoded', 'form_malformed'],
  ])('a message labelled %s is refused', (contentType, code) => {
    expect(() => decodeMessage(xml, { contentType, typeHint: null })).toThrow(
      expect.objectContaining({ code }),
    )
  })

  test('the hint of the route is for JSON alone', () => {
    expect(decodeFixture('v2-no-events.ns2.xml').type).toBeNull()
    expect(decodeFixture('termination.json', 'application/json').type).toBe('com.example.Hint')
  })
})
