import fc from 'fast-check'
import type { DecodedMessage } from '../../../lib/events/event.ts'
import type { ReadingHints } from '../../../lib/events/reading-hints.ts'
import { anyContentType, typeHint } from './content-types.ts'
import { hostileJson } from './hostile-json.ts'
import { mutated } from './mutation.ts'
import { anyBytes } from './random-bodies.ts'
import { repeated } from './repeated.ts'
import { writtenCloudEvents } from './written-cloud-events.ts'
import { written, writtenBytes } from './written-message.ts'
import { writtenRecords } from './written-records.ts'

/** One call of the decoder. */
export interface DecoderInput {
  readonly body: Buffer
  readonly contentType: string | undefined
  readonly typeHint: string | null
  /** what else is known of the call; absent = nothing */
  readonly hints?: ReadingHints
  /** what must come out; null = whatever keeps the promises */
  readonly expected: DecodedMessage | null
  /** how it was made, for the report */
  readonly what: string
}

/** Bodies of one kind each, so that requests can mix them otherwise. */
export const mutatedXml = fc
  .tuple(mutated(writtenBytes), anyContentType, typeHint)
  .map(([body, contentType, hint]) => input('mutated XML', body, contentType, hint))

export const json = fc
  .tuple(hostileJson, anyContentType, typeHint)
  .map(([text, contentType, hint]) => input('JSON', Buffer.from(text), contentType, hint))

export const mutatedJson = fc
  .tuple(mutated(hostileJson.map((text) => Buffer.from(text))), anyContentType, typeHint)
  .map(([body, contentType, hint]) => input('mutated JSON', body, contentType, hint))

export const random = fc
  .tuple(anyBytes, anyContentType, typeHint)
  .map(([body, contentType, hint]) => input('random', body, contentType, hint))

export const records = fc
  .tuple(writtenRecords, typeHint)
  .map(([{ body, contentType }, hint]) => input('records', body, contentType, hint))

const mutatedRecords = fc
  .tuple(
    writtenRecords.chain(({ body, contentType }) =>
      fc.tuple(mutated(fc.constant(body)), fc.constant(contentType)),
    ),
    typeHint,
  )
  .map(([[body, contentType], hint]) => input('mutated records', body, contentType, hint))

export const cloudEvents = fc
  .tuple(writtenCloudEvents, typeHint)
  .map(([{ body, contentType, headers }, hint]) => ({
    ...input('CloudEvents', body, contentType, hint),
    hints: { cloudEvent: { headers } },
  }))

const mutatedCloudEvents = fc
  .tuple(
    writtenCloudEvents.chain(({ body, contentType, headers }) =>
      fc.tuple(mutated(fc.constant(body)), fc.constant({ contentType, headers })),
    ),
    typeHint,
  )
  .map(([[body, { contentType, headers }], hint]) => ({
    ...input('mutated CloudEvents', body, contentType, hint),
    hints: { cloudEvent: { headers } },
  }))

const long = fc
  .tuple(repeated, anyContentType, typeHint)
  .map(([{ body, what }, contentType, hint]) => input(what, body, contentType, hint))

export const decoderInput: fc.Arbitrary<DecoderInput> = fc.oneof(
  { arbitrary: written, weight: 15 },
  { arbitrary: mutatedXml, weight: 45 },
  { arbitrary: json, weight: 10 },
  { arbitrary: mutatedJson, weight: 10 },
  { arbitrary: records, weight: 10 },
  { arbitrary: mutatedRecords, weight: 15 },
  { arbitrary: cloudEvents, weight: 5 },
  { arbitrary: mutatedCloudEvents, weight: 8 },
  { arbitrary: random, weight: 18 },
  { arbitrary: long, weight: 2 },
)

function input(
  what: string,
  body: Buffer,
  contentType: string | undefined,
  hint: string | null,
): DecoderInput {
  return { what, body, contentType, typeHint: hint, expected: null }
}
