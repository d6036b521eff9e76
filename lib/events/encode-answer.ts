import { bodyKind, readContentType } from './content-type.ts'
import type { Contract, MessageFormat } from './event.ts'
import { CONTRACT_NAMESPACE, ENVELOPE_NAMESPACE } from './namespaces.ts'
import { escapeXml } from './xml-text.ts'

/** The form of an answer; DecodedMessage satisfies it. */
export interface AnswerForm {
  readonly format: MessageFormat
  readonly contract: Contract
}

export interface EncodedAnswer {
  readonly contentType: string
  readonly body: string
}

export interface AcceptedAnswer {
  readonly messageId: string
  readonly at: Date
  /** entity type of the events, as in SuccessFactors' examples; null = omitted */
  readonly entityId: string | null
}

export interface ErrorAnswer {
  /** our error code */
  readonly code: string
  readonly message: string
  /** null = the message was not stored */
  readonly messageId: string | null
}

const CONTENT_TYPES: Record<MessageFormat, string> = {
  soap11: 'text/xml; charset=utf-8',
  soap12: 'application/soap+xml; charset=utf-8',
  xml: 'application/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
  // CSV has no form for an answer.
  csv: 'application/json; charset=utf-8',
  other: 'application/json; charset=utf-8',
}

/** The success answer (HTTP 200), in the form and namespace of the request. */
export function encodeAccepted(form: AnswerForm, answer: AcceptedAnswer): EncodedAnswer {
  if (isAnsweredInJson(form)) return json({ status: 0, messageId: answer.messageId })
  return payload(form, [
    ['entityId', answer.entityId],
    ['status', '0'],
    ['statusDate', answer.at.toISOString()],
    ['statusDetails', `Accepted ${answer.messageId}`],
  ])
}

/** An error in the contract's form, for senders that get HTTP 200 with `errorCode`. */
export function encodeErrorCode(form: AnswerForm, answer: ErrorAnswer): EncodedAnswer {
  if (isAnsweredInJson(form)) {
    return json({
      status: 1,
      errorCode: answer.code,
      errorMessage: answer.message,
      messageId: answer.messageId,
    })
  }
  const message = answer.messageId === null ? '' : `[${answer.messageId}] `
  return payload(form, [
    ['errorCode', answer.code],
    ['errorMessage', `${message}${answer.message}`],
  ])
}

/**
 * A fault for HTTP 4xx and 5xx; bare XML gets SOAP 1.1.
 * @param blame `Client`: the body must change; `Server`: send it again later
 */
export function encodeFault(
  format: MessageFormat,
  answer: ErrorAnswer,
  blame: 'Client' | 'Server' = 'Client',
): EncodedAnswer {
  if (isAnsweredInJson({ format, contract: 'record' })) {
    return json({
      error: { code: answer.code, message: answer.message },
      messageId: answer.messageId,
    })
  }
  return format === 'soap12' ? fault12(answer, blame) : fault11(answer, blame)
}

/**
 * The form of an answer to an undecoded body: by its first character, else its Content-Type.
 * @param body null = not read
 */
export function answerFormFor(contentType: string | undefined, body: Buffer | null): AnswerForm {
  const { type } = readContentType(contentType)
  const kind = bodyKind(type)
  if (kind === 'json' || kind === 'csv' || (body !== null && beginsLikeJson(body)))
    return { format: 'json', contract: 'record' }
  return { format: type === 'application/soap+xml' ? 'soap12' : 'soap11', contract: 'v2' }
}

/** Skips blanks and a byte order mark. */
function beginsLikeJson(body: Buffer): boolean {
  return /^(?:\ufeff)?\s*[{[]/.test(body.toString('utf8', 0, 100))
}

/** CloudEvents senders read JSON, whatever the data. */
export function isAnsweredInJson({ format, contract }: AnswerForm): boolean {
  if (contract === 'cloudevents') return true
  return format === 'json' || format === 'csv' || format === 'other'
}

/** Elements in the contract's order, without null ones. */
function payload(form: AnswerForm, fields: readonly [string, string | null][]): EncodedAnswer {
  const namespace = CONTRACT_NAMESPACE[form.contract === 'v1' ? 'v1' : 'v2']
  const elements = fields
    .map(([name, value]) =>
      value === null ? '' : `<ns2:${name}>${escapeXml(value)}</ns2:${name}>`,
    )
    .join('')
  const response = `<ns2:ExternalEventResponse xmlns:ns2="${namespace}"><ns2:responsePayload>${elements}</ns2:responsePayload></ns2:ExternalEventResponse>`
  return xml(form.format, response)
}

/** SOAP 1.1 section 4.4: the children of Fault are in no namespace. */
function fault11(answer: ErrorAnswer, blame: string): EncodedAnswer {
  return xml(
    'soap11',
    `<S:Fault><faultcode>S:${blame}</faultcode><faultstring>${escapeXml(answer.message)}</faultstring><detail>${detail(answer)}</detail></S:Fault>`,
  )
}

/** SOAP 1.2 part 1 section 5.4; it calls the parties Sender and Receiver. */
function fault12(answer: ErrorAnswer, blame: string): EncodedAnswer {
  const code = blame === 'Client' ? 'Sender' : 'Receiver'
  return xml(
    'soap12',
    `<S:Fault><S:Code><S:Value>S:${code}</S:Value></S:Code><S:Reason><S:Text xml:lang="en">${escapeXml(answer.message)}</S:Text></S:Reason><S:Detail>${detail(answer)}</S:Detail></S:Fault>`,
  )
}

function detail({ code, messageId }: ErrorAnswer): string {
  const id = messageId === null ? '' : `<e:messageId>${escapeXml(messageId)}</e:messageId>`
  return `<e:error xmlns:e="urn:sf-event-receiver"><e:code>${escapeXml(code)}</e:code>${id}</e:error>`
}

function xml(format: MessageFormat, content: string): EncodedAnswer {
  const contentType = CONTENT_TYPES[format]
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>'
  if (format !== 'soap11' && format !== 'soap12') {
    return { contentType, body: `${declaration}${content}` }
  }
  const envelope = ENVELOPE_NAMESPACE[format]
  return {
    contentType,
    body: `${declaration}<S:Envelope xmlns:S="${envelope}"><S:Body>${content}</S:Body></S:Envelope>`,
  }
}

function json(value: object): EncodedAnswer {
  return { contentType: CONTENT_TYPES.json, body: JSON.stringify(value) }
}
