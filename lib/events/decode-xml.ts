import { ReceiverError } from '../errors.ts'
import type { DecodeLimits } from './decode-limits.ts'
import type { DecodedMessage, MessageFormat } from './event.ts'
import { ExternalEventReader } from './external-event.ts'
import { inXml } from './limit-exceeded.ts'
import { contractOf, soapVersionOf } from './namespaces.ts'
import { decodeRecords, isTyped, type RecordOptions } from './records/decode-records.ts'
import type { Member } from './records/record-node.ts'
import { isBlankNode, XmlNodeReader } from './records/xml-node.ts'
import { parseXml, type XmlAttributes, type XmlReader } from './xml-parser.ts'

/**
 * Reads an `ExternalEvent` in a SOAP 1.1 or 1.2 envelope, or bare, in contract V1 or V2; any other
 * element is read as records, where an event type is known for them.
 * Header blocks are ignored, also those marked mustUnderstand. The Body of a document/literal
 * message has exactly one child (WS-I Basic Profile R2201): with a second one, be it another
 * ExternalEvent, the message is refused as a whole, so that no part of it is lost unseen.
 * @throws ReceiverError `xml_malformed`, `xml_doctype`, `xml_limit`, `not_an_external_event`
 */
export function decodeXml(
  source: string,
  options: RecordOptions,
  limits: DecodeLimits,
): DecodedMessage {
  return inXml(() => {
    const reader = new EnvelopeReader(source, limits)
    parseXml(source, reader, limits)
    const { format, payload, foreign } = reader
    if (payload instanceof ExternalEventReader) return payload.finish(format)
    if (payload === null) throw notAnExternalEvent('a SOAP envelope without a message in it')
    return decodeOwnXml(format, payload.root, options, limits, foreign)
  })
}

/** XML of an administrator's own layout. It needs a configured event type. */
function decodeOwnXml(
  format: MessageFormat,
  { name, node }: Member,
  options: RecordOptions,
  limits: DecodeLimits,
  foreign: string,
): DecodedMessage {
  const root = isBlankNode(node) ? NO_RECORDS : node
  const decoded = decodeRecords({ format, root, rootName: name }, options, limits)
  if (!isTyped(decoded)) throw notAnExternalEvent(foreign)
  return decoded
}

const NO_RECORDS = { kind: 'list', source: '', items: () => [] } as const

class EnvelopeReader implements XmlReader {
  readonly #source: string
  readonly #limits: DecodeLimits
  format: MessageFormat = 'xml'
  /** the message, or the root element of other XML */
  payload: ExternalEventReader | XmlNodeReader | null = null
  /** name of an element that is not a message, for the error */
  foreign = ''
  #depth = 0
  #envelope = ''
  #inBody = false
  #bodies = 0
  /** depth of the payload's element while it is open; 0 before and after */
  #payloadDepth = 0

  constructor(source: string, limits: DecodeLimits) {
    this.#source = source
    this.#limits = limits
  }

  open(uri: string, local: string, end: number, attributes: XmlAttributes): void {
    const depth = ++this.#depth
    if (this.#payloadDepth > 0) this.payload?.open(uri, local, end, attributes)
    else if (depth === 1) this.#openRoot(uri, local, end, attributes)
    else if (depth === 2) this.#openPart(uri, local)
    else if (depth === 3 && this.#inBody) this.#openPayload(uri, local, end, attributes)
  }

  text(piece: string): void {
    if (this.#payloadDepth > 0) this.payload?.text(piece)
  }

  close(end: number): void {
    const depth = this.#depth--
    if (depth > this.#payloadDepth && this.#payloadDepth > 0) this.payload?.close(end)
    else if (depth === this.#payloadDepth) this.#closePayload(end)
    else if (depth === 2) this.#inBody = false
  }

  #openRoot(uri: string, local: string, end: number, attributes: XmlAttributes): void {
    const version = local === 'Envelope' ? soapVersionOf(uri) : null
    if (version === null) {
      this.#openPayload(uri, local, end, attributes)
    } else {
      this.format = version
      this.#envelope = uri
    }
  }

  #openPart(uri: string, local: string): void {
    if (local !== 'Body' || uri !== this.#envelope) return
    if (++this.#bodies > 1) throw twice('an envelope with one Body')
    this.#inBody = true
  }

  #openPayload(uri: string, local: string, end: number, attributes: XmlAttributes): void {
    if (this.payload !== null) throw twice('a Body with one element')
    const contract = local === 'ExternalEvent' ? contractOf(uri) : null
    this.#payloadDepth = this.#depth
    if (contract !== null) {
      this.payload = new ExternalEventReader(this.#source, contract, this.#limits)
      return
    }
    this.foreign = foundInstead(uri, local)
    if (isNoRecord(uri, local)) throw notAnExternalEvent(this.foreign)
    this.payload = new XmlNodeReader(this.#source, this.#limits)
    this.payload.open(uri, local, end, attributes)
  }

  #closePayload(end: number): void {
    this.#payloadDepth = 0
    if (this.payload instanceof XmlNodeReader) this.payload.close(end)
  }
}

/** SOAP faults, HTML pages and messages of unknown contracts are never read as records. */
function isNoRecord(uri: string, local: string): boolean {
  if (local === 'ExternalEvent' || local.toLowerCase() === 'html') return true
  return local === 'Fault' && soapVersionOf(uri) !== null
}

/** Other SuccessFactors messages that a wrong connector setting sends here. */
const ITS_NAMESPACE = /^http:\/\/([a-z]{1,30}\.){1,4}successfactors\.com$/
const ITS_MESSAGE = /^[a-z][A-Za-z]{1,60}$/

/** Answers contain no other names from the body. The stored body shows them. */
function foundInstead(uri: string, local: string): string {
  if (local === 'ExternalEvent') return 'an ExternalEvent of another namespace'
  const isKnown = ITS_NAMESPACE.test(uri) && ITS_MESSAGE.test(local)
  return isKnown ? `'${local}' in namespace '${uri}'` : 'another element'
}

function notAnExternalEvent(found: string): ReceiverError {
  return new ReceiverError(
    'not_an_external_event',
    `Expected an ExternalEvent of the V1 or V2 notification contract, got ${found}; check which event or message the sender is set up for. For XML of your own name its event type in the address (?type=)`,
  )
}

function twice(expected: string): ReceiverError {
  return new ReceiverError('xml_malformed', `Expected ${expected}, got a second one`)
}
