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
  /** the body named a person who was forgotten, and is empty */
  readonly forgotten?: true
  /** the events of a forgotten body that are still readable, by ordinal; null = forgotten */
  readonly events?: readonly (DomainEvent | null)[]
}

/** @throws ReceiverError with a DecodeErrorCode */
export function decodeStored(stored: StoredBody): DecodedMessage {
  const { body, contentType, contentEncoding = null, typeHint, hints } = stored
  if (stored.forgotten === true) {
    throw new ReceiverError('event_unreadable', 'Expected a body, a person in it was forgotten')
  }
  if (contentEncoding !== null) {
    throw new ReceiverError('body_encoding', 'Expected a gzip body, this one cannot be unzipped')
  }
  return decodeMessage(body, { contentType: contentType ?? undefined, typeHint, hints })
}

/** The events of a stored body; empty if it is undecodable. Null = forgotten. */
export function storedEvents(stored: StoredBody): readonly (DomainEvent | null)[] {
  if (stored.events !== undefined) return stored.events
  try {
    return decodeStored(stored).events
  } catch {
    return []
  }
}

/** Something of the message, or of one of its events, can still be read. */
export function isReadable({ forgotten, events }: StoredBody, ordinal?: number): boolean {
  if (forgotten !== true) return true
  if (ordinal !== undefined) return (events?.[ordinal] ?? null) !== null
  return events?.some((event) => event !== null) ?? false
}

/** No value of a forgotten person. It only keeps the ordinals of the others. */
export const FORGOTTEN_EVENT: DomainEvent = {
  ...{ eventId: null, type: null, entityType: null, effective: null, effectiveStartDate: null },
  ...{ publishedAt: null, publishedBy: null, repost: null, keys: [], params: [] },
  ...{ payload: null, more: [] },
}

/**
 * The message as far as it can be read: a forgotten event is empty.
 * @throws ReceiverError with a DecodeErrorCode, or event_unreadable
 */
export function decodeReadable(stored: StoredBody): DecodedMessage {
  if (stored.events === undefined) return decodeStored(stored)
  const events = stored.events.map((event) => event ?? FORGOTTEN_EVENT)
  return {
    ...{ format: 'other', contract: 'v2', externalEventId: null, type: null, publishedAt: null },
    ...{ publishedBy: null, effective: null, repost: null, more: [], events },
  }
}
