import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import {
  expectedMessage,
  type MessageModel,
  messageModel,
} from '../../../test/unit/events/message-model.ts'
import { spelling, writeMessage } from '../../../test/unit/events/message-writer.ts'
import type { DecoderInput } from './decoder-input.ts'
import { anyEncoding, encodeText, tellingEncoding } from './encode-text.ts'
import { MARKER } from './marker.ts'

const FIXTURES = new URL('../../../test/fixtures/messages/', import.meta.url)
const CONTENT_TYPES = {
  soap11: 'text/xml',
  soap12: 'application/soap+xml',
  xml: 'application/xml',
}

const model = messageModel({ min: 1, max: 3 }).map(withMarker)

/** A message as senders write it, and what must be understood. */
export const written: fc.Arbitrary<DecoderInput> = fc
  .tuple(model, spelling, tellingEncoding)
  .map(([message, how, encoding]) => ({
    what: 'valid',
    body: encodeText(writeMessage(message, how), encoding),
    contentType: CONTENT_TYPES[how.envelope],
    typeHint: null,
    expected: expectedMessage(message, how.envelope),
  }))

const fixtures = readdirSync(FIXTURES).map((name) => readFileSync(new URL(name, FIXTURES)))

/** Valid messages, to which the mutations are applied. */
export const writtenBytes: fc.Arbitrary<Buffer> = fc.oneof(
  {
    arbitrary: fc
      .tuple(model, spelling, anyEncoding)
      .map(([message, how, encoding]) => encodeText(writeMessage(message, how), encoding)),
    weight: 4,
  },
  { arbitrary: fc.constantFrom(...fixtures), weight: 1 },
)

function withMarker(message: MessageModel): MessageModel {
  const [first, ...others] = message.events ?? []
  const { leaves = {}, keys = null, params = null } = first ?? {}
  const marked = [{ name: 'userId', value: MARKER }, ...(keys ?? [])]
  return { ...message, events: [{ leaves, keys: marked, params }, ...others] }
}
