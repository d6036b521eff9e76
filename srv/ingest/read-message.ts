import { ReceiverError } from '../../lib/errors.ts'
import { decodeMessage } from '../../lib/events/decode-message.ts'
import type { DecodedMessage } from '../../lib/events/event.ts'
import type { ReadingHints } from '../../lib/events/reading-hints.ts'
import { type BodyLimits, decompressBody } from './read-body.ts'

/** A body as it was sent, and how to read it. */
export interface SentBody {
  readonly sent: Buffer
  readonly contentType: string | undefined
  readonly contentEncoding: string | undefined
  readonly typeHint: string | null
  readonly limits: BodyLimits
  /** @throws ReceiverError place_invalid */
  readonly readHints: () => ReadingHints | null
}

/** The body in the form in which it is stored. */
export interface StoredForm {
  readonly body: Buffer
  /** null = the body is not compressed, or was decompressed */
  readonly contentEncoding: string | null
  readonly hints: ReadingHints | null
}

export interface ReadMessage extends StoredForm {
  readonly decoded: DecodedMessage | ReceiverError
}

/** These errors refuse the call: the body is too large to be stored. */
const REFUSED = new Set(['body_too_large', 'queue_full'])

/**
 * Decompresses and decodes a body. Each step that succeeds changes the form in which the body is
 * stored, so an undecodable body keeps the form of the last step.
 * @throws ReceiverError body_too_large, queue_full
 */
export async function readMessage(call: SentBody): Promise<ReadMessage> {
  const { sent, contentType, contentEncoding = null, typeHint, limits } = call
  let form: StoredForm = { body: sent, contentEncoding, hints: null }
  try {
    const body = await decompressBody(sent, call.contentEncoding, limits)
    form = { body, contentEncoding: null, hints: null }
    form = { ...form, hints: call.readHints() }
    const decoded = decodeMessage(body, { contentType, typeHint, hints: form.hints })
    return { ...form, decoded }
  } catch (error) {
    if (!(error instanceof ReceiverError)) return { ...form, decoded: decoderFault(error) }
    if (REFUSED.has(error.code)) throw error
    return { ...form, decoded: error }
  }
}

/** A bug in the decoder must lose no message. */
function decoderFault(cause: unknown): ReceiverError {
  const message = 'the receiver failed to read the body and stored it: contact its operator'
  return new ReceiverError('not_recordable', message, { cause })
}
