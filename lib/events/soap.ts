import { ReceiverError } from '../errors.ts'
import type { DecodeLimits } from './decode-limits.ts'
import type { DecodedMessage, MessageFormat } from './event.ts'
import { ExternalEventReader } from './external-event.ts'
import { contractOf, soapVersionOf } from './namespaces.ts'
import { parseXml, type XmlReader } from './xml-parser.ts'

/**
 * Reads an `ExternalEvent` in a SOAP 1.1 or 1.2 envelope, or bare, in contract V1 or V2.
 * Header blocks are passed over, also those marked mustUnderstand. The Body of a document/literal
 * message has exactly one child (WS-I Basic Profile R2201): with a second one, be it another
 * ExternalEvent, the message is refused as a whole, so that no part of it is lost unseen.
 * @throws ReceiverError `xml_malformed`, `xml_doctype`, `xml_limit`, `not_an_external_event`
 */
export function decodeXml(source: string, limits: DecodeLimits): DecodedMessage {
  const reader = new EnvelopeReader(source, limits)
  parseXml(source, reader, limits)
  return reader.finish()
}

class EnvelopeReader implements XmlReader {
  readonly #source: string
  readonly #limits: DecodeLimits
  #depth = 0
  #format: MessageFormat = 'xml'
  #envelope = ''
  #inBody = false
  #bodies = 0
  #event: ExternalEventReader | null = null
  /** depth of the ExternalEvent element while it is open; 0 before and after */
  #eventDepth = 0

  constructor(source: string, limits: DecodeLimits) {
    this.#source = source
    this.#limits = limits
  }

  open(uri: string, local: string, end: number): void {
    const depth = ++this.#depth
    if (this.#eventDepth > 0) this.#event?.open(uri, local, end)
    else if (depth === 1) this.#openRoot(uri, local)
    else if (depth === 2) this.#openPart(uri, local)
    else if (depth === 3 && this.#inBody) this.#openPayload(uri, local)
  }

  text(piece: string): void {
    if (this.#eventDepth > 0) this.#event?.text(piece)
  }

  close(end: number): void {
    const depth = this.#depth--
    if (depth > this.#eventDepth && this.#eventDepth > 0) this.#event?.close(end)
    else if (depth === this.#eventDepth) this.#eventDepth = 0
    else if (depth === 2) this.#inBody = false
  }

  finish(): DecodedMessage {
    if (this.#event === null) throw notAnExternalEvent('a SOAP envelope without a message in it')
    return this.#event.finish(this.#format)
  }

  #openRoot(uri: string, local: string): void {
    const version = local === 'Envelope' ? soapVersionOf(uri) : null
    if (version === null) {
      this.#openPayload(uri, local)
    } else {
      this.#format = version
      this.#envelope = uri
    }
  }

  #openPart(uri: string, local: string): void {
    if (local !== 'Body' || uri !== this.#envelope) return
    if (++this.#bodies > 1) throw twice('an envelope with one Body')
    this.#inBody = true
  }

  #openPayload(uri: string, local: string): void {
    if (this.#event !== null) throw twice('a Body with one element')
    const contract = local === 'ExternalEvent' ? contractOf(uri) : null
    if (contract === null) throw notAnExternalEvent(foundInstead(uri, local))
    this.#event = new ExternalEventReader(this.#source, contract, this.#limits)
    this.#eventDepth = this.#depth
  }
}

/** Other messages of SuccessFactors, which a sender is easily set up for by mistake. */
const ITS_NAMESPACE = /^http:\/\/([a-z]{1,30}\.){1,4}successfactors\.com$/
const ITS_MESSAGE = /^[a-z][A-Za-z]{1,60}$/

/** Other names that a sender chose do not stand in our answers: the body is kept, and shows them. */
function foundInstead(uri: string, local: string): string {
  if (local === 'ExternalEvent') return 'an ExternalEvent of another namespace'
  const isKnown = ITS_NAMESPACE.test(uri) && ITS_MESSAGE.test(local)
  return isKnown ? `'${local}' in namespace '${uri}'` : 'another element'
}

function notAnExternalEvent(found: string): ReceiverError {
  return new ReceiverError(
    'not_an_external_event',
    `Expected an ExternalEvent of the V1 or V2 notification contract, got ${found}; check which event or message the sender is set up for`,
  )
}

function twice(expected: string): ReceiverError {
  return new ReceiverError('xml_malformed', `Expected ${expected}, got a second one`)
}
