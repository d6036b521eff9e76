import { describe, expect, it } from '@jest/globals'
import { decodeMessage } from '../../../../lib/events/decode-message.ts'
import type { PlannedMessage } from '../../../../lib/local/connector/planned-call.ts'
import { type MessageStyle, writeEnvelope } from '../../../../lib/local/connector/write-envelope.ts'

const message: PlannedMessage = {
  contract: 'v2',
  externalEventId: 'message-1',
  type: 'a.Type',
  publishedAt: 1_790_000_000_000,
  publishedBy: 'admin',
  events: [
    {
      eventId: 'event-1',
      type: 'a.Type',
      entityType: 'EmpJob',
      effective: 'future',
      startDate: '2026-12-01',
      publishedAt: 1_789_999_999_000,
      keys: [['userId', 'a&b<c>"d\'']],
      params: [],
      person: 'p',
      account: 'changed',
    },
  ],
}
const style: MessageStyle = {
  envelopePrefix: 'S',
  eventPrefix: 'ns5',
  declaration: '',
  gap: '',
  emptyHeader: false,
  unused: ['com.successfactors.alert'],
}

describe('writeEnvelope', () => {
  it('writes V2 on one line, name and value in no namespace, other namespaces declared', () => {
    expect(writeEnvelope(message, style)).toBe(
      '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>' +
        '<ns5:ExternalEvent xmlns:ns2="com.successfactors.alert" xmlns:ns3="com.successfactors.event.notification" xmlns:ns5="http://notification.event.successfactors.com">' +
        '<ns5:externalEventMeta><ns5:externalEventId>message-1</ns5:externalEventId><ns5:type>a.Type</ns5:type><ns5:publishedAt>1790000000000</ns5:publishedAt><ns5:publishedBy>admin</ns5:publishedBy><ns5:effective>future</ns5:effective><ns5:repost>false</ns5:repost></ns5:externalEventMeta>' +
        '<ns5:events><ns5:event><ns5:eventId>event-1</ns5:eventId><ns5:entityType>EmpJob</ns5:entityType><ns5:effectiveStartDate>2026-12-01</ns5:effectiveStartDate><ns5:publishedAt>1789999999000</ns5:publishedAt><ns5:publishedBy>admin</ns5:publishedBy><ns5:repost>false</ns5:repost>' +
        "<ns5:entityKeys><ns5:entityKey><name>userId</name><value>a&amp;b&lt;c&gt;&quot;d'</value></ns5:entityKey></ns5:entityKeys><ns5:params></ns5:params></ns5:event></ns5:events>" +
        '</ns5:ExternalEvent></S:Body></S:Envelope>',
    )
  })

  it('says in V1 what V2 says otherwise', () => {
    const text = writeEnvelope({ ...message, contract: 'v1' }, style)
    expect(text).toContain('xmlns:ns5="com.successfactors.event.notification"')
    expect(text).toContain('<ns5:sourceArea>ECT</ns5:sourceArea>')
    expect(text).toContain('<ns5:entity>EmpJob</ns5:entity><ns5:type>a.Type</ns5:type>')
    expect(text).toContain('<ns5:validity>future</ns5:validity>')
    expect(text).not.toContain('effective>')
  })

  it('means the same in every style', () => {
    const plain = decodeMessage(Buffer.from(writeEnvelope(message, style)), xml)
    expect(plain.events[0]?.keys).toEqual([{ name: 'userId', value: 'a&b<c>"d\'' }])
    for (const gap of ['', ' ', '\n'] as const) {
      for (const eventPrefix of ['ns2', 'ns3', 'ns5', 'ns7'] as const) {
        const other: MessageStyle = {
          envelopePrefix: 'soapenv',
          eventPrefix,
          gap,
          declaration: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
          emptyHeader: true,
          unused: ['com.successfactors.alert', 'http://alert.successfactors.com', 'urn:x'],
        }
        expect(decodeMessage(Buffer.from(writeEnvelope(message, other)), xml)).toEqual(plain)
      }
    }
  })
})

const xml = { contentType: 'text/xml', typeHint: null }
