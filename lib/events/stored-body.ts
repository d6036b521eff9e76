import { ReceiverError } from '../errors.ts'
import { decodeMessage } from './decode-message.ts'
import type { DecodedMessage, DomainEvent } from './event.ts'
import type { ReadingHints } from './reading-hints.ts'

/** A body as it is stored, with everything that is needed to read it again. */
export interface StoredBody {
  readonly body: Buffer
  readonly contentType: string | null
  /** set if the body could not be decompressed and is stored as it was sent */
  readonly contentEncoding?: string | null
  readonly typeHint: string | null
  readonly hints: ReadingHints | null
}

/** @throws ReceiverError with a DecodeErrorCode */
export function decodeStored(stored: StoredBody): DecodedMessage {
  const { body, contentType, contentEncoding = null, typeHint, hints } = stored
  if (contentEncoding !== null) {
    throw new ReceiverError('body_encoding', 'Expected a gzip body, this one cannot be unzipped')
  }
  return decodeMessage(body, { contentType: contentType ?? undefined, typeHint, hints })
}

/** The events of a stored body; empty if it is undecodable. */
export function storedEvents(stored: StoredBody): readonly DomainEvent[] {
  try {
    return decodeStored(stored).events
  } catch {
    return []
  }
}
