import { ReceiverError } from '../errors.ts'
import { decodeText } from './charset.ts'
import { invalid } from './cloud-events/cloud-event.ts'
import { decodeCloudEvents } from './cloud-events/decode-cloud-events.ts'
import { bodyKind, readContentType } from './content-type.ts'
import { DEFAULT_DECODE_LIMITS, type DecodeLimits } from './decode-limits.ts'
import { decodeXml } from './decode-xml.ts'
import type { DecodedMessage } from './event.ts'
import { decodeJson } from './json.ts'
import { csvNode } from './records/csv.ts'
import { decodeRecords, isTyped, type RecordOptions } from './records/decode-records.ts'
import { replaceForbidden } from './replace-forbidden.ts'
import { formField, rootPart } from './unwrap-body.ts'

export interface DecodeOptions extends RecordOptions {
  /** the Content-Type header, as received */
  readonly contentType: string | undefined
  /** default: DEFAULT_DECODE_LIMITS */
  readonly limits?: Partial<DecodeLimits>
}

/**
 * Decodes a decompressed body into the domain form. Pure and deterministic.
 * @throws ReceiverError with a DecodeErrorCode, never another error
 */
export function decodeMessage(body: Buffer, options: DecodeOptions): DecodedMessage {
  const limits =
    options.limits === undefined
      ? DEFAULT_DECODE_LIMITS
      : { ...DEFAULT_DECODE_LIMITS, ...options.limits }
  const decoded = decodeCloudEvents(body, options, limits) ?? decodeOther(body, options, limits)
  if (options.hints?.cloudEvent?.isEventHub === true && decoded.contract !== 'cloudevents') {
    throw invalid(
      'Expected a CloudEvent at the address of Event Hub, got another message; call the address of the receiver',
    )
  }
  return decoded
}

function decodeOther(body: Buffer, options: DecodeOptions, limits: DecodeLimits): DecodedMessage {
  const { type, charset } = readContentType(options.contentType)
  const kind = bodyKind(type)
  if (kind === 'other') throw unexpectedType()
  if (kind === 'multipart' || kind === 'form') return decodeInner(body, kind, options)
  const text = decodeText(body, charset)
  const first = firstCharacter(text)
  if (first === '') {
    throw new ReceiverError('body_empty', 'Expected a message in the body, got an empty body')
  }
  if (kind === 'xml' || (kind === 'generic' && first === '<')) {
    return decodeTolerantly(text, options, limits)
  }
  if (kind === 'json' || first === '{' || first === '[') {
    return decodeJson(text, options, limits)
  }
  if (kind === 'csv') return decodeCsv(text, options, limits)
  throw new ReceiverError(
    'not_an_external_event',
    'Expected XML or JSON in a body whose Content-Type names no format, got neither; send text/xml, application/json or text/csv',
  )
}

/** CSV contains no event type: it must come from elsewhere. */
function decodeCsv(text: string, options: RecordOptions, limits: DecodeLimits): DecodedMessage {
  const root = csvNode(text, limits)
  const decoded = decodeRecords({ format: 'csv', root, rootName: null }, options, limits)
  if (isTyped(decoded)) return decoded
  throw new ReceiverError(
    'event_type_missing',
    'Expected an event type for CSV, got none; name it in the address (?type=) or in a column eventType',
  )
}

/** Reads a part or field like a body; it cannot contain another one. */
function decodeInner(
  body: Buffer,
  kind: 'multipart' | 'form',
  options: DecodeOptions,
): DecodedMessage {
  const outer = options.contentType ?? ''
  const inner = kind === 'multipart' ? rootPart(body, outer) : formField(body, outer)
  const innerKind = bodyKind(readContentType(inner.contentType).type)
  if (innerKind === 'multipart' || innerKind === 'form') throw unexpectedType()
  return decodeMessage(inner.body, { ...options, contentType: inner.contentType })
}

/** Replaces forbidden XML characters only if the document is otherwise unreadable. */
function decodeTolerantly(
  text: string,
  options: RecordOptions,
  limits: DecodeLimits,
): DecodedMessage {
  try {
    return decodeXml(text, options, limits)
  } catch (error) {
    if (!(error instanceof ReceiverError) || error.code !== 'xml_malformed') throw error
    const replaced = replaceForbidden(text)
    if (replaced === text) throw error
    return { ...decodeXml(replaced, options, limits), warnings: [{ code: 'characters_replaced' }] }
  }
}

function firstCharacter(text: string): string {
  return /\S/.exec(text)?.[0] ?? ''
}

function unexpectedType(): ReceiverError {
  return new ReceiverError(
    'content_type',
    `Expected text/xml, application/soap+xml, application/xml, application/json or text/csv, got another one; correct the Content-Type`,
  )
}
