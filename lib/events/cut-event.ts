import { ReceiverError } from '../errors.ts'
import { decodeText } from './charset.ts'
import { readContentType } from './content-type.ts'
import { DEFAULT_DECODE_LIMITS } from './decode-limits.ts'
import { decodeMessage } from './decode-message.ts'
import { isJsonArray, jsonElements, jsonMembers } from './json-text.ts'
import { CONTRACT_NAMESPACE } from './namespaces.ts'
import { parseXml, type XmlReader } from './xml-parser.ts'

/** A body as it was stored, unzipped, and the Content-Type that it came with. */
export interface SentBody {
  readonly body: Buffer
  readonly contentType: string | null
}

/**
 * The message with one of its events alone: envelope, header and meta part as they came, the other
 * events cut out. A message of one event stays as it is, byte for byte; what is cut is UTF-8.
 * @throws ReceiverError event_unreadable where the event cannot be told from the others
 */
export function cutEvent(message: SentBody, ordinal: number): SentBody {
  const { contentType } = message
  const decode = (body: Buffer) =>
    decodeMessage(body, { contentType: contentType ?? undefined, typeHint: null })
  const { events, format } = decode(message.body)
  if (events[ordinal] === undefined) throw notFound()
  if (events.length === 1) return message
  const { charset } = readContentType(contentType ?? undefined)
  const text = decodeText(message.body, charset)
  const cut = format === 'json' ? cutJson(text.trim(), ordinal) : cutXml(text, ordinal)
  const result = inUtf8(cut, contentType)
  const [only, ...others] = decodeMessage(result.body, {
    contentType: result.contentType ?? undefined,
    typeHint: null,
  }).events
  // The reader that counts is that of the decoder: what it does not agree with is not sent.
  const isSame = JSON.stringify(only) === JSON.stringify(events[ordinal])
  if (others.length > 0 || !isSame) throw notFound()
  return result
}

function cutJson(text: string, ordinal: number): string {
  const [list] = isJsonArray(text) ? [] : jsonMembers(text)
  const only = `[${jsonElements(list?.value ?? text)[ordinal] ?? ''}]`
  return list === undefined ? only : `{${JSON.stringify(list.name)}:${only}}`
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

/** Finds where the events of the contract stand in a document. */
class EventRanges implements XmlReader {
  readonly found: Range[] = []
  readonly #source: string
  /** names of elements of the contract's namespaces, else empty */
  readonly #path: string[] = []
  #start = 0

  constructor(source: string) {
    this.#source = source
  }

  open(uri: string, local: string, end: number): void {
    this.#path.push(isOfContract(uri) ? local : '')
    // An attribute cannot hold "<" (XML 1.0 section 3.1), so the last one begins the tag.
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
    'Expected the event to stand in the body of its message, it cannot be told from the others.',
  )
}
