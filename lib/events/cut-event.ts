import { ReceiverError } from '../errors.ts'
import { decodeText } from './charset.ts'
import { readContentType } from './content-type.ts'
import { DEFAULT_DECODE_LIMITS } from './decode-limits.ts'
import { decodeMessage } from './decode-message.ts'
import type { DecodedMessage, DomainEvent } from './event.ts'
import { checkedJson, jsonElements } from './json-text.ts'
import { CONTRACT_NAMESPACE } from './namespaces.ts'
import type { ReadingHints } from './reading-hints.ts'
import { cutRecord, recordAlone } from './records/cut-record.ts'
import { parseXml, type XmlReader } from './xml-parser.ts'

/** A stored, decompressed body with its Content-Type. */
export interface SentBody {
  readonly body: Buffer
  readonly contentType: string | null
  /** hints for reading the body; absent = none */
  readonly hints?: ReadingHints | null
}

/**
 * The message with only one of its events: keeps envelope, header and meta part. A message with one
 * event stays unchanged, byte for byte; other results are UTF-8.
 * @throws ReceiverError event_unreadable if the event cannot be isolated
 */
export function cutEvent(message: SentBody, ordinal: number): SentBody {
  const { contentType } = message
  const { contract, format, events } = decode(message)
  const wanted = events[ordinal]
  if (wanted === undefined) throw notFound()
  if (events.length === 1) return message
  const { charset } = readContentType(contentType ?? undefined)
  const text = decodeText(message.body, charset)
  const inForm = (cut: string) => ({ ...message, ...inUtf8(cut, contentType) })
  if (contract === 'record') {
    const cut = cutRecord(text, events, ordinal)
    const result = cut === null ? null : inForm(cut)
    return result !== null && holdsOnly(result, wanted)
      ? result
      : inForm(recordAlone(wanted, format))
  }
  if (contract === 'cloudevents') {
    const item = jsonElements(checkedJson(text, DEFAULT_DECODE_LIMITS))[ordinal]
    if (item !== undefined) return inForm(`[${item}]`)
  }
  if (format === 'json') throw notFound()
  const result = inForm(cutXml(text, ordinal))
  if (!holdsOnly(result, wanted)) throw notFound()
  return result
}

/** Verify the result: it must decode to the same event. */
function holdsOnly(message: SentBody, wanted: DomainEvent): boolean {
  try {
    const [only, ...others] = decode(message).events
    return others.length === 0 && JSON.stringify(only) === JSON.stringify(wanted)
  } catch (error) {
    if (error instanceof ReceiverError) return false
    throw error
  }
}

/** The type in the URL applies to all events. */
function decode({ body, contentType, hints = null }: SentBody): DecodedMessage {
  return decodeMessage(body, { contentType: contentType ?? undefined, typeHint: '-', hints })
}

function cutXml(source: string, ordinal: number): string {
  const ranges = new EventRanges(source)
  parseXml(source, ranges, DEFAULT_DECODE_LIMITS)
  let written = ''
  let at = 0
  ranges.found.forEach(({ start, end }, place) => {
    if (place === ordinal) return
    written += source.slice(at, start)
    at = end
  })
  return written + source.slice(at)
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Finds the positions of the events in a document. */
class EventRanges implements XmlReader {
  readonly found: Range[] = []
  readonly #source: string
  /** names of elements in the contract's namespaces, else empty */
  readonly #path: string[] = []
  #start = 0

  constructor(source: string) {
    this.#source = source
  }

  open(uri: string, local: string, end: number): void {
    this.#path.push(isOfContract(uri) ? local : '')
    // An attribute cannot contain "<" (XML 1.0 section 3.1), so the last one begins the tag.
    if (this.#isEvent()) this.#start = this.#source.lastIndexOf('<', end - 1)
  }

  text(): void {}

  close(end: number): void {
    if (this.#isEvent()) this.found.push({ start: this.#start, end })
    this.#path.pop()
  }

  #isEvent(): boolean {
    const [root, events, event] = this.#path.slice(-3)
    const isOutside = !this.#path.slice(0, -3).includes('ExternalEvent')
    return isOutside && root === 'ExternalEvent' && events === 'events' && event === 'event'
  }
}

function isOfContract(uri: string): boolean {
  return uri === CONTRACT_NAMESPACE.v1 || uri === CONTRACT_NAMESPACE.v2
}

const DECLARED_ENCODING = /^(\s*<\?xml\s[^>]*?\sencoding\s*=\s*)("[^"]*"|'[^']*')/
const CHARSET = /(;\s*charset\s*=\s*)("[^"]*"|[^\s;"]+)/i

function inUtf8(text: string, contentType: string | null): SentBody {
  return {
    body: Buffer.from(text.replace(DECLARED_ENCODING, '$1"UTF-8"')),
    contentType: contentType?.replace(CHARSET, '$1UTF-8') ?? null,
  }
}

function notFound(): ReceiverError {
  return new ReceiverError(
    'event_unreadable',
    'Expected the event in the body of its message, but cannot distinguish it from the others.',
  )
}
