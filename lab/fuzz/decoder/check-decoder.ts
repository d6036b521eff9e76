import { isDeepStrictEqual } from 'node:util'
import { type DecodeErrorCode, ReceiverError } from '../../../lib/errors.ts'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import type { DecodedMessage } from '../../../lib/events/event.ts'
import { BrokenPromise } from '../support/broken-promise.ts'
import type { DecoderInput } from './decoder-input.ts'
import { MARKER } from './marker.ts'
import { flawOf } from './sound-message.ts'

const CODES: Readonly<Record<DecodeErrorCode, true>> = {
  body_empty: true,
  body_too_large: true,
  body_encoding: true,
  content_type: true,
  xml_malformed: true,
  xml_doctype: true,
  xml_limit: true,
  content_limit: true,
  json_malformed: true,
  csv_malformed: true,
  event_type_missing: true,
  events_not_found: true,
  place_invalid: true,
  multipart_malformed: true,
  form_malformed: true,
  not_an_external_event: true,
  cloudevent_invalid: true,
}
const LONGEST_MS = 2_000

const PROTOTYPES = [Object.prototype, Array.prototype, String.prototype, Function.prototype]
const ownNames = PROTOTYPES.map((prototype) => Object.getOwnPropertyNames(prototype).join())

export interface Decoding {
  /** null = it is a message */
  readonly code: string | null
  readonly ms: number
}

/** Decodes one input. @throws BrokenPromise */
export function checkDecoder(input: DecoderInput): Decoding {
  let timed = decode(input)
  // the machine may have been busy: only an input that is slow twice counts
  if (timed.ms > LONGEST_MS) timed = decode(input)
  const { message, error, ms } = timed
  if (ms > LONGEST_MS) {
    throw new BrokenPromise('an input is decoded within 2 s', `${Math.round(ms)} ms`)
  }
  checkPrototypes()
  if (message === null) return { code: checkError(error, input), ms }
  const flaw = flawOf(message)
  if (flaw !== null) throw new BrokenPromise(`a decoded message is sound: ${flaw}`, flaw)
  if (input.expected !== null && !isDeepStrictEqual(message, input.expected)) {
    throw new BrokenPromise('a valid message is understood', 'another message came out')
  }
  return { code: null, ms }
}

interface Timed {
  readonly message: DecodedMessage | null
  readonly error: unknown
  readonly ms: number
}

function decode({ body, contentType, typeHint, hints = {} }: DecoderInput): Timed {
  const since = performance.now()
  try {
    const message = decodeMessage(body, { contentType, typeHint, hints })
    return { message, error: null, ms: performance.now() - since }
  } catch (error) {
    return { message: null, error, ms: performance.now() - since }
  }
}

function checkError(error: unknown, { expected }: DecoderInput): DecodeErrorCode {
  if (!(error instanceof ReceiverError)) {
    const name = error instanceof Error ? error.name : typeof error
    throw new BrokenPromise(`only a ReceiverError comes out, not a ${name}`, String(error))
  }
  const { code, message } = error
  if (!Object.hasOwn(CODES, code)) {
    throw new BrokenPromise('only a DecodeErrorCode comes out', code)
  }
  if (expected !== null) throw new BrokenPromise('a valid message is understood', code)
  if (!message.isWellFormed()) {
    throw new BrokenPromise(
      `an error of the code ${code} is a text that can be kept`,
      'it is not well-formed',
    )
  }
  if (message.includes(MARKER) || String(error.cause ?? '').includes(MARKER)) {
    throw new BrokenPromise(`an error of the code ${code} repeats nothing of the body`, message)
  }
  return code as DecodeErrorCode
}

function checkPrototypes(): void {
  for (const [index, prototype] of PROTOTYPES.entries()) {
    if (Object.getOwnPropertyNames(prototype).join() === ownNames[index]) continue
    throw new BrokenPromise('no prototype is changed', `prototype ${index} has other members`)
  }
}
