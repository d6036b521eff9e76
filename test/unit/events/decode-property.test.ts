import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { ReceiverError } from '../../../lib/errors.ts'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import { expectedMessage, type MessageModel, messageModel } from './message-model.ts'
import { type Spelling, spelling, writeMessage } from './message-writer.ts'
import { readFixture } from './read-fixture.ts'

const contentTypes = { soap11: 'text/xml', soap12: 'application/soap+xml', xml: 'application/xml' }

function expectUnderstood(model: MessageModel, how: Spelling): void {
  const body = Buffer.from(writeMessage(model, how))
  const decoded = decodeMessage(body, {
    contentType: contentTypes[how.envelope],
    typeHint: 'com.example.NotUsed',
  })
  expect(decoded).toEqual(expectedMessage(model, how.envelope))
}

test('however a message is spelled, it says the same', () => {
  const model = messageModel({ min: 0, max: 4 })
  fc.assert(fc.property(model, spelling, expectUnderstood), { numRuns: 400 })
})

test('up to 500 events in one message', () => {
  const model = messageModel({ min: 100, max: 500 })
  fc.assert(fc.property(model, spelling, expectUnderstood), { numRuns: 8 })
  const largest = messageModel({ min: 500, max: 500 })
  fc.assert(fc.property(largest, spelling, expectUnderstood), { numRuns: 2 })
})

/** Decodes, and fails for every error that is not ours. True if it was a message. */
function isMessage(body: Buffer, contentType: string | undefined): boolean {
  try {
    decodeMessage(body, { contentType, typeHint: null })
    return true
  } catch (error) {
    if (error instanceof ReceiverError) return false
    throw error
  }
}

const anyContentType = fc.oneof(
  fc.constantFrom(
    undefined,
    'text/xml',
    'application/json',
    'text/xml; charset=utf-16',
    'application/xml; charset=iso-8859-1',
    'text/plain',
  ),
  fc.string(),
)

test('arbitrary bytes and strings are refused by our own errors only', () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.string({ unit: 'binary', maxLength: 200 }).map((text) => Buffer.from(text)),
    fc.json().map((text) => Buffer.from(text)),
    fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '/',
          '!',
          '[CDATA[',
          ']]>',
          '?',
          'xml',
          'a',
          ':',
          '=',
          '"',
          '&',
          ';',
          '--',
          'DOCTYPE',
          ' ',
          'xmlns',
        ),
      )
      .map((parts) => Buffer.from(`<${parts.join('')}`)),
  )
  fc.assert(
    fc.property(bodies, anyContentType, (body, contentType) => {
      isMessage(body, contentType)
    }),
    { numRuns: 2_000 },
  )
})

test('a changed or cut message is a message or refused by our own errors', () => {
  const whole = [
    'v2-hire.ns7.xml',
    'v2-two-events.ns5.xml',
    'v2-soap12.xml',
    'v2-bare.xml',
    'v1-assignment.xml',
    'job-application.json',
  ].map(readFixture)
  const change = fc.record({ at: fc.nat(4_000), byte: fc.nat(255), remove: fc.nat(3) })
  let messages = 0
  fc.assert(
    fc.property(
      fc.constantFrom(...whole),
      fc.array(change, { maxLength: 3 }),
      fc.option(fc.nat(4_000), { nil: undefined }),
      anyContentType,
      (fixture, changes, end, contentType) => {
        let body = fixture
        for (const { at, byte, remove } of changes) {
          const place = at % body.length
          body = Buffer.concat([
            body.subarray(0, place),
            Buffer.from([byte]),
            body.subarray(place + remove),
          ])
        }
        if (isMessage(body.subarray(0, end), contentType)) messages++
      },
    ),
    { numRuns: 2_000 },
  )
  expect(messages).toBeGreaterThan(0)
})
