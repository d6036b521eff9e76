import { readFileSync } from 'node:fs'
import type { DecodeLimits } from '../../../lib/events/decode-limits.ts'
import { decodeMessage } from '../../../lib/events/decode-message.ts'
import type { DecodedMessage } from '../../../lib/events/event.ts'

const FOLDER = new URL('../../fixtures/messages/', import.meta.url)

export function readFixture(name: string): Buffer {
  return readFileSync(new URL(name, FOLDER))
}

export function decodeXmlText(text: string, contentType = 'text/xml'): DecodedMessage {
  return decodeMessage(Buffer.from(text), { contentType, typeHint: null })
}

/** An ExternalEvent of contract V2 in a SOAP 1.1 envelope, with prefix `n`. */
export function inEnvelope(inner: string): string {
  return `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><n:ExternalEvent xmlns:n="http://notification.event.successfactors.com">${inner}</n:ExternalEvent></S:Body></S:Envelope>`
}

/** The same with one event in it. */
export function withEvent(inner: string): string {
  return inEnvelope(`<n:events><n:event>${inner}</n:event></n:events>`)
}

/** The code of the ReceiverError that a call throws. */
export function codeOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
  return 'nothing was thrown'
}

/** The code of the error with which an XML body is refused. */
export function codeFor(body: string | Buffer, limits: Partial<DecodeLimits> = {}): string {
  const options = { contentType: 'text/xml', typeHint: null, limits }
  return codeOf(() => decodeMessage(Buffer.from(body), options))
}
