import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import {
  answerFormFor,
  encodeAccepted,
  encodeErrorCode,
  encodeFault,
} from '../../../lib/events/encode-answer.ts'

const V1 = 'com.successfactors.event.notification'
const V2 = 'http://notification.event.successfactors.com'
const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/'
const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope'

/** Start tags as {uri}local and texts, in document order: what a receiver sees. */
function seen(xml: string): string[] {
  const parts: string[] = []
  const parser = new SaxesParser({ xmlns: true })
  parser.on('opentag', ({ uri, local }) => parts.push(uri === '' ? local : `{${uri}}${local}`))
  parser.on('text', (text) => parts.push(text))
  parser.write(xml).close()
  return parts
}

const accepted = { messageId: 'm-1', at: new Date('2025-07-01T09:00:00.5Z'), entityId: 'EmpJob' }
const error = { code: 'xml_malformed', message: 'Expected <a> & got "b"', messageId: 'm-2' }

describe('the success answer', () => {
  test.each([
    ['soap11', 'v2', SOAP11, V2, 'text/xml; charset=utf-8'],
    ['soap11', 'v1', SOAP11, V1, 'text/xml; charset=utf-8'],
    ['soap12', 'v2', SOAP12, V2, 'application/soap+xml; charset=utf-8'],
  ] as const)(
    '%s %s: in the envelope and namespace of the request',
    (format, contract, envelope, uri, contentType) => {
      const answer = encodeAccepted({ format, contract }, accepted)
      expect(answer.contentType).toBe(contentType)
      expect(seen(answer.body)).toEqual([
        `{${envelope}}Envelope`,
        `{${envelope}}Body`,
        `{${uri}}ExternalEventResponse`,
        `{${uri}}responsePayload`,
        `{${uri}}entityId`,
        'EmpJob',
        `{${uri}}status`,
        '0',
        `{${uri}}statusDate`,
        '2025-07-01T09:00:00.500Z',
        `{${uri}}statusDetails`,
        'Accepted m-1',
      ])
    },
  )

  test('bare XML gets bare XML, without an entity none is named', () => {
    const answer = encodeAccepted(
      { format: 'xml', contract: 'v2' },
      { ...accepted, entityId: null },
    )
    expect(answer.contentType).toBe('application/xml; charset=utf-8')
    expect(seen(answer.body)[0]).toBe(`{${V2}}ExternalEventResponse`)
    expect(answer.body).not.toContain('entityId')
  })

  test('JSON gets JSON', () => {
    const answer = encodeAccepted({ format: 'json', contract: 'record' }, accepted)
    expect(answer.contentType).toBe('application/json; charset=utf-8')
    expect(JSON.parse(answer.body)).toEqual({ status: 0, messageId: 'm-1' })
  })

  test('whatever the entity is called, the answer is well-formed and says it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (entityId) => {
        const answer = encodeAccepted(
          { format: 'soap11', contract: 'v2' },
          { ...accepted, entityId },
        )
        const texts = seen(answer.body)
        // a parser turns CR into LF, and what XML cannot hold was replaced
        if (/^[\u0020-\ud7ff]+$/.test(entityId)) expect(texts[5]).toBe(entityId)
        expect(texts).toHaveLength(12)
        expect(answer.body.isWellFormed()).toBe(true)
      }),
    )
  })
})

test('half a surrogate pair in an answer is replaced', () => {
  const { body } = encodeErrorCode(
    { format: 'xml', contract: 'v2' },
    { ...error, message: 'a\ud800b\0' },
  )
  expect(body).toContain('a\u{fffd}b\u{fffd}<')
})

describe('an error inside the contract', () => {
  test('errorCode and errorMessage, with the message id in front', () => {
    const { body } = encodeErrorCode({ format: 'soap11', contract: 'v1' }, error)
    expect(seen(body).slice(4)).toEqual([
      `{${V1}}errorCode`,
      'xml_malformed',
      `{${V1}}errorMessage`,
      '[m-2] Expected <a> & got "b"',
    ])
    expect(
      encodeErrorCode({ format: 'xml', contract: 'v2' }, { ...error, messageId: null }).body,
    ).toContain('errorMessage>Expected')
  })

  test('JSON', () => {
    expect(JSON.parse(encodeErrorCode({ format: 'json', contract: 'record' }, error).body)).toEqual(
      {
        status: 1,
        errorCode: 'xml_malformed',
        errorMessage: error.message,
        messageId: 'm-2',
      },
    )
  })
})

describe('faults', () => {
  const detail = [
    '{urn:sf-event-receiver}error',
    '{urn:sf-event-receiver}code',
    'xml_malformed',
    '{urn:sf-event-receiver}messageId',
    'm-2',
  ]

  test('SOAP 1.1: unqualified children, Client', () => {
    const { body, contentType } = encodeFault('soap11', error)
    expect(contentType).toBe('text/xml; charset=utf-8')
    expect(seen(body)).toEqual([
      `{${SOAP11}}Envelope`,
      `{${SOAP11}}Body`,
      `{${SOAP11}}Fault`,
      'faultcode',
      'S:Client',
      'faultstring',
      error.message,
      'detail',
      ...detail,
    ])
    expect(body).toContain(`xmlns:S="${SOAP11}"`)
  })

  test('SOAP 1.2: Sender', () => {
    const { body, contentType } = encodeFault('soap12', error)
    expect(contentType).toBe('application/soap+xml; charset=utf-8')
    expect(seen(body)).toEqual([
      `{${SOAP12}}Envelope`,
      `{${SOAP12}}Body`,
      `{${SOAP12}}Fault`,
      `{${SOAP12}}Code`,
      `{${SOAP12}}Value`,
      'S:Sender',
      `{${SOAP12}}Reason`,
      `{${SOAP12}}Text`,
      error.message,
      `{${SOAP12}}Detail`,
      ...detail,
    ])
  })

  test('a fault of ours is Server or Receiver', () => {
    expect(encodeFault('soap11', error, 'Server').body).toContain('>S:Server<')
    expect(encodeFault('soap12', error, 'Server').body).toContain('>S:Receiver<')
  })

  test('without a message id none is named; bare XML gets SOAP 1.1; JSON gets JSON', () => {
    const unkept = { ...error, messageId: null }
    expect(encodeFault('soap11', unkept).body).not.toContain('messageId')
    expect(encodeFault('xml', error)).toEqual(encodeFault('soap11', error))
    expect(JSON.parse(encodeFault('json', unkept).body)).toEqual({
      error: { code: 'xml_malformed', message: error.message },
      messageId: null,
    })
  })

  test.each([
    [undefined, 'soap11'],
    ['text/xml', 'soap11'],
    ['text/html', 'soap11'],
    ['Application/SOAP+XML; charset=utf-8', 'soap12'],
    ['application/json;charset=utf-8', 'json'],
    ['application/problem+json', 'json'],
  ])('for an unread body of type %s the form is %s', (contentType, format) => {
    expect(answerFormFor(contentType, null).format).toBe(format)
  })

  test.each([undefined, 'text/plain', 'text/xml'])(
    'for a body of type %s that begins like JSON the form is JSON',
    (contentType) => {
      for (const body of ['{"a', ' \n[', '\u{feff}{}']) {
        expect(answerFormFor(contentType, Buffer.from(body)).format).toBe('json')
      }
      expect(answerFormFor(contentType, Buffer.from('<a/>')).format).toBe('soap11')
    },
  )
})
